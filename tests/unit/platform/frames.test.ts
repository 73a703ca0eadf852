import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { onNextFrame, whenIdle } from '@/platform/frames'

describe('onNextFrame', () => {
  const frames = new Map<number, () => void>()
  const draw = () => frames.forEach((callback) => callback())

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    vi.stubGlobal('requestAnimationFrame', (callback: () => void) => {
      frames.set(frames.size + 1, callback)
      return frames.size
    })
    vi.stubGlobal('cancelAnimationFrame', (handle: number) => frames.delete(handle))
  })
  afterEach(() => {
    frames.clear()
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  it('calls back once, with the next frame', () => {
    const callback = vi.fn()
    onNextFrame(callback)
    expect(callback).not.toHaveBeenCalled()
    draw()
    vi.advanceTimersByTime(1_000)
    expect(callback).toHaveBeenCalledTimes(1)
  })

  it('calls back after 100 ms while the page draws no frames', () => {
    const callback = vi.fn()
    onNextFrame(callback)
    vi.advanceTimersByTime(99)
    expect(callback).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    draw()
    expect(callback).toHaveBeenCalledTimes(1)
  })

  it('uses the timer where there are no animation frames', () => {
    vi.stubGlobal('requestAnimationFrame', undefined)
    const callback = vi.fn()
    onNextFrame(callback)
    vi.advanceTimersByTime(100)
    expect(callback).toHaveBeenCalledTimes(1)
  })

  it('never calls back after it was cancelled', () => {
    const callback = vi.fn()
    onNextFrame(callback)()
    draw()
    vi.advanceTimersByTime(1_000)
    expect(callback).not.toHaveBeenCalled()
  })
})

describe('whenIdle', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  it('calls back when the browser is idle after the next frame', () => {
    const idle: (() => void)[] = []
    vi.stubGlobal('requestIdleCallback', (callback: () => void) => idle.push(callback))
    const callback = vi.fn()
    whenIdle(callback)
    expect(idle).toEqual([])
    vi.advanceTimersByTime(100)
    expect(callback).not.toHaveBeenCalled()
    idle[0]?.()
    expect(callback).toHaveBeenCalledTimes(1)
  })

  it('calls back 100 ms after the next frame where the browser does not say when it is idle', () => {
    const callback = vi.fn()
    whenIdle(callback)
    vi.advanceTimersByTime(199)
    expect(callback).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(callback).toHaveBeenCalledTimes(1)
  })

  it('can be cancelled before and after the next frame', () => {
    const callback = vi.fn()
    whenIdle(callback)()
    const cancel = whenIdle(callback)
    vi.advanceTimersByTime(100)
    cancel()
    vi.advanceTimersByTime(1_000)
    expect(callback).not.toHaveBeenCalled()
  })
})
