import { afterAll, vi } from 'vitest'

// Test files share a worker. Each loads its own modules and leaves no fake clock, stub or spy to the next.
afterAll(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  vi.resetModules()
})
