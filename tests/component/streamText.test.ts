import { render } from '@testing-library/vue'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import StreamText from '@/components/StreamText.vue'

const source = (text: string) => () => ({ text, growth: null })

function renderText(text: string) {
  const view = render(StreamText, { props: { text: source(text), live: true } })
  const box = view.container.querySelector<HTMLElement>('[data-live-text]')
  if (!box) throw new Error('no live text')
  return {
    box,
    show: (next: string) => view.rerender({ text: source(next) }),
    lines: () => [...box.querySelectorAll('.line')],
  }
}

describe('streamed text', () => {
  it('is exactly the text, newlines included, after every growth', async () => {
    const pieces = ['晋太元中，', '武陵人\n', '\n捕鱼', '为业。\n', ' \t缘溪行', '🛶', '\r\n']
    const { box, show } = renderText('')
    let text = ''
    for (const piece of pieces) {
      text += piece
      await show(text)
      expect(box.textContent).toBe(text)
    }
  })

  it('is exact for whatever a model may write, however it is cut', async () => {
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

  it('is written anew when it does not continue what was there', async () => {
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
