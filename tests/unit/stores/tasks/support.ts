import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, vi } from 'vitest'
import { useTaskStore } from '@/stores/tasks/taskStore'
import { createFakeJobs, pass } from './fakeJobs'

/** A page with its server, before each test of a file; after it nothing may wait any more. */
export function withPage() {
  const page = {
    server: undefined as unknown as ReturnType<typeof createFakeJobs>,
    store: undefined as unknown as ReturnType<typeof useTaskStore>,
    /** The outcomes that were told. */
    told: [] as string[],
    /** Open the page anew, as after a reload. */
    async open() {
      setActivePinia(createPinia())
      page.store = useTaskStore()
      page.store.onOutcome(({ key }) => page.told.push(key))
      await page.store.askOffers()
      await pass(60)
    },
    /** Leave the page. */
    async leave() {
      dispatchEvent(new Event('pagehide'))
      page.store.$dispose()
      await pass(6_000)
    },
  }
  beforeEach(async () => {
    vi.useFakeTimers()
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    localStorage.clear()
    sessionStorage.clear()
    page.told = []
    page.server = createFakeJobs()
    await page.open()
  })
  afterEach(async () => {
    await page.leave()
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
    localStorage.clear()
    sessionStorage.clear()
  })
  return page
}
