import { describe, expect, it } from 'vitest'
import { stageSeconds } from '@/presentation/stageTime'
import { UNTOLD_PROGRESS, WAITING } from '../../support/projectFixtures'

const stage = { ...WAITING.rewrite, startedAt: 10_000 }

describe('the working time of a stage', () => {
  it('grows while it runs', () => {
    const running = { ...stage, status: 'running', progress: UNTOLD_PROGRESS } as const
    expect(stageSeconds(running, 12_500)).toBe(2.5)
  })

  it('is never negative when the clocks differ', () => {
    const running = { ...stage, status: 'running', progress: UNTOLD_PROGRESS } as const
    expect(stageSeconds(running, 9_000)).toBe(0)
  })

  it('does not grow after the end', () => {
    const counts = { successCount: null, failedCount: null, hasWholeText: true }
    expect(stageSeconds({ ...stage, status: 'completed', completedAt: 22_000, ...counts }, 99_000)).toBe(12)
    const failure = { message: 'no' }
    expect(stageSeconds({ ...stage, status: 'failed', failedAt: 15_000, failure }, 99_000)).toBe(5)
  })

  it('does not grow after an interruption', () => {
    expect(stageSeconds({ ...stage, stoppedAt: 27_000 }, 99_000)).toBe(17)
  })

  it('is unknown before the start, after a stop, and without an end time', () => {
    expect(stageSeconds(WAITING.rewrite, 99_000)).toBeNull()
    expect(stageSeconds(stage, 99_000)).toBeNull()
    const unreported = { completedAt: null, successCount: null, failedCount: null, hasWholeText: true }
    expect(stageSeconds({ ...stage, status: 'completed', ...unreported }, 99_000)).toBeNull()
  })
})
