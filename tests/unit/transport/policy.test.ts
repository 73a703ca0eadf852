import { describe, expect, it } from 'vitest'
import { backoffMs, MAX_BACKOFF_MS, retryAfterMs } from '@/transport/backoff'
import { judge, quietWaitMs } from '@/transport/verdict'
import { learn, silenceLimitMs, UNKNOWN_RHYTHM } from '@/transport/watchdog'

describe('the wait before the next attempt', () => {
  const input = { attempt: 1, reconnectionTimeMs: 1_000, retryAfterMs: null, random: 0.999 }

  it.each([
    { attempt: 1, ceiling: 1_000 },
    { attempt: 2, ceiling: 2_000 },
    { attempt: 4, ceiling: 8_000 },
    { attempt: 9, ceiling: MAX_BACKOFF_MS },
    { attempt: 2_000, ceiling: MAX_BACKOFF_MS },
  ])('is random up to $ceiling ms after attempt $attempt', ({ attempt, ceiling }) => {
    expect(backoffMs({ ...input, attempt, random: 0 })).toBe(0)
    expect(backoffMs({ ...input, attempt })).toBeCloseTo(0.999 * ceiling)
  })

  it('follows the server’s reconnection time within limits', () => {
    expect(backoffMs({ ...input, reconnectionTimeMs: 5_000 })).toBeCloseTo(4_995)
    expect(backoffMs({ ...input, reconnectionTimeMs: 1e9 })).toBeLessThanOrEqual(MAX_BACKOFF_MS)
    expect(backoffMs({ ...input, reconnectionTimeMs: 0 })).toBeGreaterThan(100)
  })

  it('adds jitter to Retry-After, because all clients received the same value', () => {
    expect(backoffMs({ ...input, retryAfterMs: 12_000, random: 0 })).toBe(12_000)
    expect(backoffMs({ ...input, retryAfterMs: 12_000 })).toBeCloseTo(12_999)
  })

  it.each([
    { header: null, wait: null },
    { header: '', wait: null },
    { header: 'soon', wait: null },
    { header: '3', wait: 3_000 },
    { header: '999999', wait: 300_000 },
    { header: 'Thu, 01 Jan 1970 00:00:10 GMT', wait: 9_000 },
    { header: 'Thu, 01 Jan 1970 00:00:00 GMT', wait: 0 },
  ])('reads Retry-After: $header', ({ header, wait }) => {
    expect(retryAfterMs(header, 1_000)).toBe(wait)
  })
})

describe('the end of a stream', () => {
  it.each([
    { status: 401, verdict: { next: 'close', fault: 'unauthorized' } },
    { status: 403, verdict: { next: 'close', fault: 'forbidden' } },
    { status: 404, verdict: { next: 'close', fault: 'not_found' } },
    { status: 400, verdict: { next: 'close', fault: 'server' } },
    { status: 200, verdict: { next: 'close', fault: 'not_a_stream' } },
    { status: 204, verdict: { next: 'close', fault: null } },
    { status: 429, verdict: { next: 'retry', fault: 'server', retryAfterMs: 7 } },
    { status: 503, verdict: { next: 'retry', fault: 'server', retryAfterMs: 7 } },
  ])('with status $status leads to $verdict.next', ({ status, verdict }) => {
    expect(judge({ kind: 'refused', status, retryAfterMs: 7, withoutAuthorization: false })).toEqual(verdict)
  })

  it('with 401 to a request without Authorization leads to a retry', () => {
    const end = { kind: 'refused', status: 401, retryAfterMs: null, withoutAuthorization: true } as const
    expect(judge(end)).toMatchObject({ next: 'retry', fault: 'unauthorized' })
  })

  it('is no fault in good order, or when a server without heartbeats falls silent', () => {
    expect(judge({ kind: 'ended', inGoodOrder: true }).next).toBe('reopen')
    expect(judge({ kind: 'silent', isFault: false }).next).toBe('reopen')
    expect(judge({ kind: 'ended', inGoodOrder: false })).toMatchObject({ next: 'retry', fault: 'ended' })
    expect(judge({ kind: 'silent', isFault: true })).toMatchObject({ next: 'retry', fault: 'silent' })
  })

  it('in good order leads to a wait of 1–3 s that doubles with each brief stream', () => {
    expect(quietWaitMs(0, 0)).toBe(1_000)
    expect(quietWaitMs(1, 1)).toBe(3_000)
    expect(quietWaitMs(3, 0)).toBe(4_000)
    expect(quietWaitMs(50, 1)).toBe(30_000)
  })
})

describe('the silence limit', () => {
  it('is 60 s without comments, 35 s after one, then the heartbeat interval plus 5 s', () => {
    const one = learn(UNKNOWN_RHYTHM, null)
    const two = learn(one, 15_000)
    expect([UNKNOWN_RHYTHM, one, two].map(silenceLimitMs)).toEqual([60_000, 35_000, 20_000])
  })

  it('is not shortened by comments close together', () => {
    expect(silenceLimitMs(learn(learn(UNKNOWN_RHYTHM, null), 3))).toBe(35_000)
    expect(silenceLimitMs(learn(learn(learn(UNKNOWN_RHYTHM, null), 15_000), 9_000))).toBe(20_000)
  })

  it('ignores an interval during which the machine slept', () => {
    const beating = learn(learn(UNKNOWN_RHYTHM, null), 15_000)
    expect(silenceLimitMs(learn(beating, 600_000))).toBe(20_000)
    expect(silenceLimitMs(learn(learn(UNKNOWN_RHYTHM, null), 600_000))).toBe(35_000)
  })
})
