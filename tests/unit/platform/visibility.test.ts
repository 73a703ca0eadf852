import { afterEach, describe, expect, it, vi } from 'vitest'
import { isPageVisible, onVisibilityChange } from '@/platform/visibility'

class FakePage extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible'

  become(state: DocumentVisibilityState) {
    this.visibilityState = state
    this.dispatchEvent(new Event('visibilitychange'))
  }
}

describe('the visibility of the page', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('follows the document until the caller stops listening', () => {
    const page = new FakePage()
    vi.stubGlobal('document', page)
    const seen: boolean[] = []
    const stop = onVisibilityChange((isVisible) => seen.push(isVisible))
    page.become('hidden')
    expect(isPageVisible()).toBe(false)
    page.become('visible')
    expect(isPageVisible()).toBe(true)
    stop()
    page.become('hidden')
    expect(seen).toEqual([false, true])
  })

  it('is visible where there is no document, and never changes', () => {
    vi.stubGlobal('document', undefined)
    const callback = vi.fn()
    const stop = onVisibilityChange(callback)
    expect(isPageVisible()).toBe(true)
    stop()
    expect(callback).not.toHaveBeenCalled()
  })
})
