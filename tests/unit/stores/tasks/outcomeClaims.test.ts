// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createOutcomeClaims } from '@/stores/tasks/keptTasks'

type Work = (lock: object | null) => Promise<unknown> | undefined

/** Locks of a browser, for requests that give up at once where a lock is held. */
function fakeLocks() {
  const held = new Set<string>()
  return {
    held,
    async request(name: string, _: { ifAvailable: true }, work: Work) {
      if (held.has(name)) return work(null)
      held.add(name)
      try {
        return await work({ name })
      } finally {
        held.delete(name)
      }
    },
  }
}

const store = new Map<string, string>()
/** Whether a tab sees what another one has stored. */
let isSeen = true

beforeEach(() => {
  vi.useFakeTimers()
  store.clear()
  isSeen = true
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => (isSeen ? (store.get(key) ?? null) : null),
    setItem: (key: string, value: string) => store.set(key, value),
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the right to tell an outcome', () => {
  it('goes to one of the tabs that see it at the same time, also before they see what the other has stored', async () => {
    vi.stubGlobal('navigator', { locks: fakeLocks() })
    isSeen = false
    const tabs = [createOutcomeClaims(), createOutcomeClaims(), createOutcomeClaims()]
    const claims = await Promise.all(tabs.map((claim) => claim('', 'job:a:failed')))
    expect(claims.filter(Boolean)).toHaveLength(1)
  })

  it('is kept from tabs that come a moment later, and from those that come after a reload', async () => {
    const locks = fakeLocks()
    vi.stubGlobal('navigator', { locks })
    isSeen = false
    expect(await createOutcomeClaims()('', 'job:a:failed')).toBe(true)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(await createOutcomeClaims()('', 'job:a:failed')).toBe(false)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(locks.held.size).toBe(0)
    isSeen = true
    expect(await createOutcomeClaims()('', 'job:a:failed')).toBe(false)
  })

  it('is for one outcome of one person', async () => {
    vi.stubGlobal('navigator', { locks: fakeLocks() })
    const claim = createOutcomeClaims()
    expect(await claim('', 'job:a:failed')).toBe(true)
    expect(await claim('', 'job:a:completed')).toBe(true)
    expect(await claim('', 'job:a:failed')).toBe(false)
  })

  it('is given without locks, and where the browser refuses locks or blocks storage', async () => {
    vi.stubGlobal('navigator', {})
    expect(await createOutcomeClaims()('', 'a')).toBe(true)
    vi.stubGlobal('navigator', {
      locks: { request: () => Promise.reject(new DOMException('no', 'SecurityError')) },
    })
    expect(await createOutcomeClaims()('', 'b')).toBe(true)
    vi.stubGlobal('localStorage', undefined)
    const claim = createOutcomeClaims()
    expect([await claim('', 'c'), await claim('', 'c')]).toEqual([true, false])
  })
})
