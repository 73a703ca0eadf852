import { afterAll, vi } from 'vitest'

// Test files share a worker. Each gets modules of its own, and leaves no fake clock, global or spy to the next.
afterAll(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  vi.resetModules()
})
