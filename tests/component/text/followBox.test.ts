import { fireEvent, render, screen } from '@testing-library/vue'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import FollowBox from '@/components/text/FollowBox.vue'

/** Set off by a test in place of the browser's layout. */
let grow: () => void

beforeEach(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(callback: () => void) {
        grow = callback
      }
      observe() {}
      disconnect() {}
    },
  )
  return () => vi.unstubAllGlobals()
})

/** A box 100 px high whose content is as high as the test says. */
function renderBox(live: boolean) {
  const view = render(FollowBox, {
    props: { label: '改写', live },
    slots: { default: '<p>文字</p>' },
  })
  const box = screen.getByRole('region', { name: '改写' })
  let height = 0
  Object.defineProperty(box, 'clientHeight', { get: () => 100 })
  Object.defineProperty(box, 'scrollHeight', { get: () => height })
  let top = 0
  Object.defineProperty(box, 'scrollTop', {
    get: () => top,
    set: (value: number) => (top = Math.max(0, Math.min(value, height - 100))),
  })
  return {
    ...view,
    box,
    growTo(pixels: number) {
      height = pixels
      grow()
    },
    /** Lays text out lower than estimated, as a browser does with hidden content. */
    settleAt(pixels: number) {
      height = pixels
      box.scrollTop = top
    },
    async scrollTo(pixels: number) {
      box.scrollTop = pixels
      await fireEvent.scroll(box)
    },
  }
}

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))

const jumpButton = () => screen.queryByRole('button', { name: '跳到最新' })

describe('a box with text that is being written', () => {
  it('shows the end of the text as it grows', () => {
    const { box, growTo } = renderBox(true)
    growTo(500)
    expect(box.scrollTop).toBe(400)
    growTo(900)
    expect(box.scrollTop).toBe(800)
    expect(jumpButton()).toBeNull()
  })

  it('stops following when the reader scrolls up, and offers a jump to the end', async () => {
    const { box, growTo, scrollTo } = renderBox(true)
    growTo(500)
    await scrollTo(400)
    await scrollTo(150)
    growTo(900)
    expect(box.scrollTop).toBe(150)
    const button = jumpButton()
    if (!button) throw new Error('no way back')
    await fireEvent.click(button)
    expect(box.scrollTop).toBe(800)
    growTo(1000)
    expect(box.scrollTop).toBe(900)
    expect(jumpButton()).toBeNull()
  })

  it('follows again when the reader comes back to the end', async () => {
    const { box, growTo, scrollTo } = renderBox(true)
    growTo(500)
    await scrollTo(100)
    await scrollTo(390)
    growTo(900)
    expect(box.scrollTop).toBe(800)
  })

  it('does not mistake new text for a scroll by the reader', async () => {
    const { box, growTo } = renderBox(true)
    growTo(500)
    // The scroll event of the jump to the end arrives after more text has come.
    growTo(2000)
    await fireEvent.scroll(box)
    growTo(2100)
    expect(box.scrollTop).toBe(2000)
  })

  it('stops following a reader who scrolls up in small steps while more text arrives', async () => {
    const { box, growTo, scrollTo } = renderBox(true)
    growTo(500)
    await scrollTo(400)
    await scrollTo(390)
    growTo(510)
    await scrollTo(400)
    growTo(520)
    expect(box.scrollTop).toBe(420)
    await scrollTo(410)
    growTo(900)
    expect(box.scrollTop).toBe(410)
    await nextTick()
    expect(jumpButton()).not.toBeNull()
  })

  it('keeps the position of a reader who scrolled up when the text continues after a break', async () => {
    const { box, growTo, scrollTo, rerender } = renderBox(true)
    growTo(500)
    await scrollTo(400)
    await scrollTo(150)
    await rerender({ live: false })
    await rerender({ live: true })
    await nextFrame()
    growTo(900)
    expect(box.scrollTop).toBe(150)
  })

  it('follows again when a new text starts', async () => {
    const { box, growTo, scrollTo, rerender } = renderBox(true)
    growTo(500)
    await scrollTo(400)
    await scrollTo(150)
    await rerender({ live: false })
    growTo(50)
    await rerender({ live: true })
    await nextFrame()
    growTo(900)
    expect(box.scrollTop).toBe(800)
  })

  it('does not mistake text that is lower than estimated for a scroll by the reader', async () => {
    const { box, growTo, settleAt } = renderBox(true)
    growTo(900)
    await fireEvent.scroll(box)
    settleAt(700)
    settleAt(760)
    await fireEvent.scroll(box)
    growTo(1000)
    expect(box.scrollTop).toBe(900)
    expect(jumpButton()).toBeNull()
  })

  it('stops following when the reader selects text', async () => {
    const { box, growTo } = renderBox(true)
    growTo(500)
    document.getSelection()?.selectAllChildren(screen.getByText('文字'))
    await fireEvent(document, new Event('selectionchange'))
    growTo(900)
    expect(box.scrollTop).toBe(400)
    await nextTick()
    expect(jumpButton()).not.toBeNull()
  })

  it('offers no jump to a live end that is in view', async () => {
    const { rerender } = renderBox(false)
    await rerender({ live: true })
    expect(jumpButton()).toBeNull()
    await nextFrame()
    expect(jumpButton()).toBeNull()
  })

  it('shows the beginning when the text is finished', async () => {
    const { box, growTo, rerender } = renderBox(true)
    growTo(900)
    await rerender({ live: false })
    await nextFrame()
    expect(box.scrollTop).toBe(0)
  })

  it('stays where it is when the text is finished while somebody has the focus in it', async () => {
    const { box, growTo, rerender } = renderBox(true)
    growTo(900)
    const at = box.scrollTop
    box.focus()
    await rerender({ live: false })
    await nextFrame()
    expect(box.scrollTop).toBe(at)
  })
})

describe('a box with finished text', () => {
  it('opens at its beginning and stays there', () => {
    const { box, growTo } = renderBox(false)
    growTo(900)
    expect(box.scrollTop).toBe(0)
    expect(jumpButton()).toBeNull()
  })

  it('follows once its text is written again', async () => {
    const { box, growTo, rerender } = renderBox(false)
    growTo(900)
    await rerender({ live: true })
    await nextFrame()
    expect(box.scrollTop).toBe(800)
  })
})
