import { render } from '@testing-library/vue'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import StreamText from '@/components/text/StreamText.vue'
import { reduce } from '@/pipeline/reduce'
import { initialState } from '@/pipeline/state'

const source = (text: string) => () => ({ text, growth: null })

function renderText(text: string, live = true) {
  const view = render(StreamText, { props: { text: source(text), live } })
  const box = view.container.querySelector<HTMLElement>('[data-live-text]')
  if (!box) throw new Error('no live text')
  return {
    box,
    show: (next: string) => view.rerender({ text: source(next) }),
    end: () => view.rerender({ live: false }),
    lines: () => [...box.querySelectorAll('.line')],
  }
}

describe('streamed text', () => {
  it('shows exactly the text, newlines included, after every addition', async () => {
    const pieces = ['晋太元中，', '武陵人\n', '\n捕鱼', '为业。\n', ' \t缘溪行', '🛶', '\r\n']
    const { box, show } = renderText('')
    let text = ''
    for (const piece of pieces) {
      text += piece
      await show(text)
      expect(box.textContent).toBe(text)
    }
  })

  it('shows any text exactly, wherever the pieces are cut', async () => {
    const piece = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('\n', '\n\n', '\r\n', ' \n'))
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const { box, show } = renderText('')
        for (let end = 1; end <= pieces.length; end++) await show(pieces.slice(0, end).join(''))
        expect(box.textContent).toBe(pieces.join(''))
      }),
      { numRuns: 40 },
    )
  })

  it('keeps every node that is on screen while it grows', async () => {
    const { show, lines } = renderText('第一行\n第二')
    const [first, second] = lines()
    const open = second?.firstChild
    await show('第一行\n第二行\n第三行')
    expect(lines()[0]).toBe(first)
    expect(lines()[1]).toBe(second)
    expect(second?.firstChild).toBe(open)
    expect(lines()).toHaveLength(3)
  })

  it('keeps a selection while it grows', async () => {
    const { show, lines } = renderText('第一行\n第二行')
    const line = lines()[0]?.firstChild
    if (!line) throw new Error('no line')
    document.getSelection()?.setBaseAndExtent(line, 0, line, 2)
    await show('第一行\n第二行，还有\n第三行')
    expect(document.getSelection()?.toString()).toBe('第一')
  })

  it('is replaced by a text that does not continue it', async () => {
    const { box, show, lines } = renderText('断开之前的\n文字')
    await show('补全之后的\n文字\n')
    expect(box.textContent).toBe('补全之后的\n文字\n')
    expect(lines()).toHaveLength(2)
  })

  it('shows markup as text', () => {
    const hostile = '<script>alert(1)</script><img src=x onerror=alert(1)>{{ 1 + 1 }}‮'
    const { box } = renderText(hostile)
    expect(box.textContent).toBe(hostile)
    expect(box.querySelector('script, img')).toBeNull()
  })
})

describe('text that is hidden or finished', () => {
  it('is cut into pages and parts that are small enough to lay out, and stays exact', async () => {
    const { box, show } = renderText('', false)
    const line = '晋太元中'.repeat(5_000)
    const lines = Array.from({ length: 400 }, (_, index) => `第 ${index} 行，${'缘溪行'.repeat(20)}\n`)
    const text = `${line}\n${lines.join('')}${line}`
    await show(text)
    expect(box.textContent === text).toBe(true)
    expect(box.querySelectorAll('.page').length).toBeGreaterThan(3)
    const longest = Math.max(
      ...[...box.querySelectorAll('.part')].map(({ textContent }) => textContent.length),
    )
    expect(longest).toBeLessThanOrEqual(8_000)
  })

  it('is divided anew when the width of the box changes', async () => {
    let resize: ResizeObserverCallback = () => undefined
    vi.stubGlobal(
      'ResizeObserver',
      class {
        constructor(callback: ResizeObserverCallback) {
          resize = callback
        }
        observe() {}
        disconnect() {}
      },
    )
    const { box, show } = renderText('第一行\n', false)
    let text = '第一行\n'
    for (let count = 0; count < 7; count += 1) {
      text += '忘路之远近'.repeat(200)
      await show(text)
    }
    expect(box.querySelectorAll('.part')).not.toHaveLength(0)
    const entry = { contentRect: { width: 300 } } as ResizeObserverEntry
    resize([entry], {} as ResizeObserver)
    expect(box.querySelectorAll('.part')).toHaveLength(0)
    expect(box.textContent).toBe(text)
    await show(`${text}。\n完`)
    expect(box.textContent).toBe(`${text}。\n完`)
    vi.unstubAllGlobals()
  })
})

describe('text that arrives in a burst', () => {
  let frames: FrameRequestCallback[]
  let visibility: ReturnType<typeof vi.spyOn>

  beforeEach(() => {
    frames = []
    vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => frames.push(callback))
    vi.stubGlobal('cancelAnimationFrame', () => (frames = []))
    visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('visible')
  })
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })

  const lump = '忘路之远近🛶'.repeat(300)
  /** Draw the next frame. */
  const draw = () => frames.splice(0).forEach((callback) => callback(0))

  it('appears over several frames, in whole characters', async () => {
    const { box, show } = renderText('山')
    await show(`山${lump}`)
    const lengths = [box.textContent.length]
    while (frames.length > 0) {
      expect(`山${lump}`.startsWith(box.textContent)).toBe(true)
      expect(box.textContent).toMatch(/[^\ud800-\udbff]$/)
      draw()
      lengths.push(box.textContent.length)
    }
    expect(lengths.length).toBeGreaterThan(2)
    expect(box.textContent).toBe(`山${lump}`)
  })

  it('is complete at once when the stage ends, is hidden, or starts again', async () => {
    const ended = renderText('山')
    await ended.show(`山${lump}`)
    await ended.end()
    expect(ended.box.textContent).toBe(`山${lump}`)

    const hidden = renderText('山')
    await hidden.show(`山${lump}`)
    visibility.mockReturnValue('hidden')
    document.dispatchEvent(new Event('visibilitychange'))
    expect(hidden.box.textContent).toBe(`山${lump}`)
    await hidden.show(`山${lump}${lump}`)
    expect(hidden.box.textContent).toBe(`山${lump}${lump}`)

    const anew = renderText('山')
    await anew.show(lump)
    expect(anew.box.textContent).toBe(lump)
  })

  it('appears at once when the page opens with it', () => {
    expect(renderText(lump).box.textContent).toBe(lump)
  })
})

describe('a text with known growth', () => {
  it('is read from its end, and as a whole after a replacement', async () => {
    let state = initialState('p')
    const box = render(StreamText, { props: { text: () => ({ text: '', growth: null }), live: true } })
    const element = box.container.querySelector('[data-live-text]')
    const say = async (content: string, fullText: string, at: number) => {
      const message = {
        type: 'token',
        projectId: 'p',
        stage: 'rewrite',
        sentAt: at,
        content,
        fullText,
      } as const
      state = reduce(state, { kind: 'message', message, id: null, receivedAt: at })
      const { text, textEpoch, textEnd } = state.stages.rewrite
      // What is there already is not needed to go on: another text of the same length does as well.
      const hollow = 'x'.repeat(text.length - content.length) + content
      const growth = { textEpoch, textEnd }
      await box.rerender({ text: () => ({ text: textEpoch === 0 ? hollow : text, growth }) })
    }
    await say('山', '山', 1)
    await say('有', '山有', 2)
    await say('小口', '山有小口', 3)
    expect(element?.textContent).toBe('山有小口')
    await say('便舍船', '便舍船', 4)
    expect(element?.textContent).toBe('便舍船')
  })
})
