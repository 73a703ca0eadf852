import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '@/api/calls/errors'
import { createSnapshotLoop } from '@/stores/shared/snapshotLoop'

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

let sentAt: number[]
let answer: (onSend: () => void) => Promise<string>
let loop: ReturnType<typeof createSnapshotLoop<string>>
const onSnapshot = vi.fn<(snapshot: string) => void>()
const onError = vi.fn<(error: ApiError) => void>()

const fail = (kind: ApiError['kind']) => () => Promise.reject(new ApiError({ kind }))
/** The times between one request and the next. */
const gaps = () => sentAt.slice(1).map((at, index) => at - (sentAt[index] ?? 0))

beforeEach(() => {
  vi.useFakeTimers()
  sentAt = []
  answer = () => Promise.resolve('snapshot')
  loop = createSnapshotLoop({
    fetch(_, onSend) {
      sentAt.push(Date.now())
      return answer(onSend)
    },
    onSnapshot,
    onError,
  })
})
afterEach(() => {
  loop.stop()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
  vi.clearAllMocks()
})

describe('the snapshot loop', () => {
  it('fetches nothing before the first request', async () => {
    await pass(60_000)
    expect(sentAt).toHaveLength(0)
  })

  it('answers many requests with few snapshots, a second apart', async () => {
    for (let count = 0; count < 50; count += 1) {
      void loop.request()
      await pass(100)
    }
    expect(sentAt.length).toBeLessThanOrEqual(6)
    expect(Math.min(...gaps())).toBeGreaterThanOrEqual(1_000)
  })

  it('goes on at once where the clock of the system is set back by an hour', async () => {
    void loop.request()
    await pass(10)
    vi.setSystemTime(Date.now() - 3_600_000)
    void loop.request()
    await pass(1_100)
    expect(sentAt).toHaveLength(2)
  })

  it('repeats a passing failure at least a second apart, ever more rarely', async () => {
    answer = fail('server')
    void loop.request()
    await pass(20_000)
    expect(sentAt).toHaveLength(5)
    expect(gaps()[0]).toBeGreaterThanOrEqual(1_000)
    expect(gaps()).toEqual([...gaps()].sort((a, b) => a - b))
  })

  it('never waits longer than half a minute between two attempts', async () => {
    answer = fail('network')
    void loop.request()
    await pass(300_000)
    expect(Math.max(...gaps())).toBeLessThanOrEqual(30_000)
  })

  it('reports each failure at once', async () => {
    answer = fail('timeout')
    void loop.request()
    await pass(0)
    expect(onError).toHaveBeenCalledTimes(1)
    await pass(1_100)
    expect(onError).toHaveBeenCalledTimes(2)
  })

  it('does not repeat a request that would fail again', async () => {
    answer = fail('not_found')
    void loop.request()
    await pass(60_000)
    expect(sentAt).toHaveLength(1)
  })

  it('begins with the shortest wait again after a success', async () => {
    answer = fail('server')
    void loop.request()
    await pass(10_000)
    answer = () => Promise.resolve('snapshot')
    await pass(30_000)
    expect(onSnapshot).toHaveBeenCalledTimes(1)
    const before = sentAt.length
    answer = fail('server')
    void loop.request()
    await pass(1_200)
    expect(sentAt.length - before).toBe(2)
  })

  it('measures the second from the moment when a request was really sent', async () => {
    // New access is fetched first: the request itself goes out three seconds later.
    answer = async (onSend) => {
      await new Promise((resolve) => setTimeout(resolve, 3_000))
      onSend()
      sentAt = [Date.now()]
      return 'snapshot'
    }
    void loop.request()
    await pass(2_000)
    void loop.request()
    answer = () => Promise.resolve('snapshot')
    await pass(5_000)
    expect(sentAt).toHaveLength(2)
    expect(gaps()[0]).toBeGreaterThanOrEqual(1_000)
  })

  it('settles a request with the snapshot that was fetched after it', async () => {
    const settled = vi.fn<() => void>()
    void loop.request()
    await pass(0)
    void loop.request().then(settled)
    await pass(500)
    expect(settled).not.toHaveBeenCalled()
    await pass(600)
    expect(settled).toHaveBeenCalled()
  })

  it('aborts the fetch and settles every request when it is stopped', async () => {
    answer = () => new Promise(() => undefined)
    void loop.request()
    await pass(0)
    const waiting = loop.request()
    loop.stop()
    await expect(waiting).resolves.toBeUndefined()
    await expect(loop.request()).resolves.toBeUndefined()
  })
})
