// @vitest-environment jsdom
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useTaskStore } from '@/stores/tasks/taskStore'
import { createFakeJobs, pass } from './fakeJobs'

let server: ReturnType<typeof createFakeJobs>
let store: ReturnType<typeof useTaskStore>
let told: string[]

/** Open a page; its store asks what the server offers. */
async function openPage() {
  open()
  store.onOutcome(({ key }) => told.push(key))
  await store.askOffer()
  await pass(60)
}
function open() {
  setActivePinia(createPinia())
  store = useTaskStore()
}
async function reload() {
  dispatchEvent(new Event('pagehide'))
  store.$dispose()
  await pass(6_000)
  await openPage()
}
const statusOf = (id: string) => store.tasks.get(`job:${id}`)?.status
const later = (seconds: number) => new Date(Date.UTC(2026, 0, 22, 11, 0, seconds)).toISOString()

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  localStorage.clear()
  sessionStorage.clear()
  told = []
  server = createFakeJobs()
})
afterEach(async () => {
  store.$dispose()
  await pass(6_000)
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  localStorage.clear()
  sessionStorage.clear()
})

describe('what the server offers', () => {
  it('is asked once a session, not at every page', async () => {
    await openPage()
    await reload()
    expect(store.offer).toBe('offered')
    expect(server.calls.filter((call) => call.startsWith('HEAD'))).toHaveLength(1)
  })

  it('is nothing where the address does not exist, and then no stream is opened', async () => {
    server.status.offer = 404
    await openPage()
    store.show()
    await pass(60_000)
    expect(store.offer).toBe('missing')
    expect(server.streams).toHaveLength(0)
  })

  it('stays unknown while the server cannot be reached, and is asked again', async () => {
    server.isDown = true
    open()
    const asking = store.askOffer()
    await pass(10_000)
    await asking
    expect(store.offer).toBe('unknown')
    server.isDown = false
    await store.askOffer()
    expect(store.offer).toBe('offered')
  })
})

describe('the job stream', () => {
  it('is not open where nothing runs and nobody looks', async () => {
    await openPage()
    await pass(120_000)
    expect(server.streams).toHaveLength(0)
  })

  it('is open while the tasks are shown, however many places show them, and closed afterwards', async () => {
    await openPage()
    const hides = [store.show(), store.show(), store.show()]
    await pass(60)
    expect(server.openStreams()).toBe(1)
    for (const hide of hides) hide()
    await pass(60)
    expect(server.openStreams()).toBe(0)
  })

  it('is open from the start of a job until its end', async () => {
    await openPage()
    server.jobs = [{ id: 'a', status: 'pending' }]
    await store.extract('p')
    await pass(60)
    expect(server.openStreams()).toBe(1)
    server.jobs = [{ id: 'a', status: 'completed', updatedAt: later(9), resultData: '{}' }]
    await server.tell()
    expect(statusOf('a')).toBe('completed')
    expect(server.openStreams()).toBe(0)
  })

  it('stays open where the server welcomes it, also on the next page', async () => {
    server.idleStream = true
    await openPage()
    store.show()()
    store.noteIdleWelcome(true)
    await pass(60)
    expect(server.openStreams()).toBe(1)
    await reload()
    expect(server.openStreams()).toBe(1)
  })

  it('is reopened quietly when a host cuts it after 55 s, and nothing that was shown is lost', async () => {
    await openPage()
    store.show()
    server.jobs = [{ id: 'a', progress: 30 }]
    await pass(60)
    await server.tell()
    const states: string[] = []
    const stop = store.$subscribe(() => states.push(store.connection.status))
    for (let round = 0; round < 3; round += 1) {
      await pass(55_000)
      server.streams.at(-1)?.end()
      await pass(4_000)
      expect(store.tasks.get('job:a')).toMatchObject({ status: 'running', progress: 30 })
    }
    stop()
    expect(server.openStreams()).toBe(1)
    expect(states.filter((status) => status === 'waiting')).toEqual([])
  })

  it('counts what it cannot read, and goes on', async () => {
    await openPage()
    store.show()
    await pass(60)
    await server.send('data: {"jobs": [\n\n')
    server.jobs = [{ id: 'a' }]
    await server.tell()
    expect(store.malformed).toBe(1)
    expect(statusOf('a')).toBe('running')
  })
})

describe('a job', () => {
  async function running() {
    await openPage()
    server.jobs = [{ id: 'a' }]
    await store.extract('p')
    await pass(60)
    expect(statusOf('a')).toBe('running')
  }

  it('that the list misses is asked for, not guessed', async () => {
    await running()
    const hidden = server.jobs
    server.jobs = []
    server.calls.length = 0
    const list = 'data: {"jobs":[]}\n\n'
    server.jobs = hidden
    await server.send(list)
    expect(server.calls).toEqual(['GET /api/tasks/a'])
    expect(statusOf('a')).toBe('running')
    await server.send(list)
    expect(server.calls).toHaveLength(1)
  })

  it('that the server forgot does not spin for ever', async () => {
    await running()
    server.jobs = []
    await server.tell()
    expect(statusOf('a')).toBe('unknown')
    expect(told).toEqual([])
    expect(server.openStreams()).toBe(0)
  })

  it('is followed through the chain, and its end is told once: not after a reload, nor in another tab', async () => {
    await running()
    server.jobs = [{ id: 'b', type: 'storyboard_matching' }]
    server.jobs.unshift({
      id: 'a',
      status: 'completed',
      updatedAt: later(2),
      resultData: '{"matchingJobId":"b"}',
    })
    await server.send(
      `data: ${JSON.stringify({ jobs: [{ ...server.jobs[0], type: 'storyboard_extraction', projectId: 'p' }] })}\n\n`,
    )
    expect(statusOf('b')).toBe('running')
    server.jobs[1] = { id: 'b', type: 'storyboard_matching', status: 'completed', updatedAt: later(3) }
    await server.tell()
    expect(told).toEqual(['job:a:completed', 'job:b:completed'])
    await reload()
    store.show()
    await pass(60)
    await server.tell()
    expect(told).toHaveLength(2)
  })

  it('that ended before this person came is not told', async () => {
    await openPage()
    server.jobs = [{ id: 'old', status: 'failed' }]
    store.show()
    await pass(60)
    expect(statusOf('old')).toBe('failed')
    expect(told).toEqual([])
  })

  it('that ends during a reload is told afterwards: a reload in mid-task loses nothing', async () => {
    await running()
    server.jobs = [{ id: 'a', status: 'failed', updatedAt: later(5), errorMessage: '没有文本' }]
    await reload()
    expect(store.tasks.get('job:a')).toMatchObject({ status: 'failed', error: '没有文本' })
    expect(told).toEqual(['job:a:failed'])
  })

  it('is unknown while the connection is lost, and known again after it', async () => {
    await running()
    server.isDown = true
    server.streams.at(-1)?.cut()
    // The first attempt comes quietly: a host may cut this stream at any time.
    await pass(6_000)
    expect(statusOf('a')).toBe('unknown')
    server.isDown = false
    await pass(60_000)
    expect(statusOf('a')).toBe('running')
    expect(told).toEqual([])
  })

  it('is followed by asking where streams are refused', async () => {
    await openPage()
    server.status.stream = 503
    server.jobs = [{ id: 'a', progress: 10 }]
    await store.extract('p')
    await pass(10_000)
    expect(store.delivery.by).toBe('polling')
    server.jobs = [{ id: 'a', status: 'failed', updatedAt: later(5) }]
    await pass(12_000)
    expect(statusOf('a')).toBe('failed')
    expect(told).toEqual(['job:a:failed'])
    server.calls.length = 0
    await pass(120_000)
    expect(server.calls).toEqual([])
  })

  it('that cannot be started says why', async () => {
    await openPage()
    server.status.calls = 400
    await store.extract('p')
    expect(store.command).toMatchObject({ status: 'refused', about: 'p', error: { detail: 'no' } })
    store.dismissRefusal()
    expect(store.command).toEqual({ status: 'idle' })
    await pass(60)
    expect(server.openStreams()).toBe(0)
  })

  it('is cancelled', async () => {
    await running()
    const task = store.tasks.get('job:a')
    if (!task) throw new Error('the job is missing')
    server.jobs = [{ id: 'a', status: 'cancelled', updatedAt: later(4) }]
    await store.cancel(task)
    expect(server.calls).toContain('POST /api/tasks/a/cancel')
    expect(statusOf('a')).toBe('cancelled')
  })

  it('started on another machine gets the name of its project', async () => {
    await openPage()
    server.jobs = [{ id: 'a' }]
    store.show()
    await pass(60)
    expect(store.names.get('p')).toBe('桃花源记')
  })
})
