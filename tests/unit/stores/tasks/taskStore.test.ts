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
  await store.askOffers()
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
    expect(store.offers.jobs).toBe('offered')
    expect(server.calls.filter((call) => call.startsWith('HEAD'))).toEqual([
      'HEAD /api/tasks/stream',
      'HEAD /api/v1/tasks/',
      'HEAD /api/creative/batches/',
      'HEAD /api/generate',
    ])
  })

  it('is nothing where the address does not exist, and then no stream is opened', async () => {
    server.status.offer = 404
    await openPage()
    store.show()
    await pass(60_000)
    expect(store.offers.jobs).toBe('missing')
    expect(server.streams).toHaveLength(0)
  })

  it('stays unknown while the server cannot be reached, and is asked again', async () => {
    server.isDown = true
    open()
    const asking = store.askOffers()
    await pass(10_000)
    await asking
    expect(store.offers.jobs).toBe('unknown')
    server.isDown = false
    await store.askOffers()
    expect(store.offers.jobs).toBe('offered')
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

    // A second one, while the stream is still refused, and while nothing else keeps it wanted.
    server.nextJobId = 'b'
    server.jobs = [{ id: 'b' }]
    await store.extract('p')
    await pass(3_000)
    expect(server.calls.filter((call) => call === 'GET /api/tasks/b').length).toBeGreaterThan(1)
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

describe('a batch', () => {
  const status = (version: number, changes: object = {}) => ({
    batchId: 'v',
    status: 'RUNNING',
    statusVersion: version,
    copyCount: 0,
    ...changes,
  })
  const copies = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ id: String(i), text: `版本 ${i + 1}` }))
  const batch = () => store.tasks.get('batch:v')

  async function written() {
    await openPage()
    server.batch = { ...status(1), count: 3, copies: [] }
    await store.writeVariants('p', 3)
    await pass(60)
  }

  it('is followed on a stream of its own, and its versions come as they are written', async () => {
    await written()
    expect(batch()).toMatchObject({ status: 'pending', projectId: 'p', step: { current: 0, total: 3 } })
    server.batch = { ...status(3, { copyCount: 1 }), count: 3, copies: copies(1) }
    await server.sendToBatch('batch-status', status(3, { copyCount: 1 }))
    expect(batch()).toMatchObject({
      status: 'running',
      progress: 100 / 3,
      result: JSON.stringify({ copies: copies(1) }),
    })
    expect(server.openStreams()).toBe(0)
    server.batch = { ...status(6, { status: 'SUCCEEDED', copyCount: 3 }), count: 3, copies: copies(3) }
    await server.sendToBatch('batch-status', status(6, { status: 'SUCCEEDED', copyCount: 3 }))
    expect(batch()).toMatchObject({
      status: 'completed',
      progress: 100,
      result: JSON.stringify({ copies: copies(3) }),
    })
    expect(server.batchStreams.filter(({ isOpen }) => isOpen)).toHaveLength(0)
    expect(told).toEqual(['batch:v:completed'])
  })

  it('drops an event whose version was seen or is older, also after a reconnection', async () => {
    await written()
    await server.sendToBatch('batch-status', status(4))
    server.batchStreams.at(-1)?.cut()
    await pass(6_000)
    await server.sendToBatch('batch-status', status(2, { status: 'QUEUED' }))
    await server.sendToBatch('batch-status', status(4, { status: 'FAILED' }))
    expect(batch()).toMatchObject({ status: 'running', version: 4 })
    expect(told).toEqual([])
  })

  it('that succeeds in part says so, with the error beside what was written', async () => {
    await written()
    const end = {
      status: 'PARTIAL_SUCCESS',
      copyCount: 2,
      errorCode: 'X',
      errorMessage: '1 个版本没有写成。',
    }
    server.batch = { ...status(5, end), count: 3, copies: copies(2) }
    await server.sendToBatch('batch-status', status(5, end))
    await server.sendToBatch('complete', { batchId: 'v', finalStatus: 'PARTIAL_SUCCESS' })
    expect(batch()).toMatchObject({
      status: 'partial',
      error: '1 个版本没有写成。',
      step: { current: 2, total: 3 },
      result: JSON.stringify({ copies: copies(2) }),
    })
  })

  it('whose last state was lost is asked for at its end', async () => {
    await written()
    server.batch = { ...status(9, { status: 'FAILED', errorCode: 'MODEL' }), count: 3, copies: [] }
    await server.sendToBatch('complete', { batchId: 'v', finalStatus: 'FAILED' })
    expect(batch()).toMatchObject({ status: 'failed', error: 'MODEL' })
  })

  it('that the server calls deleted is asked for, and unknown if it is gone', async () => {
    await written()
    server.batch = null
    await server.sendToBatch('error', { message: '批次已被删除' })
    expect(batch()).toMatchObject({ status: 'unknown' })
    expect(server.batchStreams.filter(({ isOpen }) => isOpen)).toHaveLength(0)
  })

  it('goes on after an event that cannot be read, which is counted', async () => {
    await written()
    await server.sendToBatch('batch-status', '{')
    await server.sendToBatch('batch-status', status(2))
    expect(store.malformed).toBe(1)
    expect(batch()?.status).toBe('running')
  })

  it('is asked for where streams are refused, and is left alone afterwards', async () => {
    await openPage()
    server.status.stream = 503
    server.batch = { ...status(2), count: 3, copies: [] }
    await store.writeVariants('p', 3)
    await pass(12_000)
    expect(batch()?.status).toBe('running')
    server.batch = { ...status(5, { status: 'SUCCEEDED', copyCount: 3 }), count: 3, copies: copies(3) }
    await pass(15_000)
    expect(batch()?.status).toBe('completed')
    server.calls.length = 0
    await pass(120_000)
    expect(server.calls).toEqual([])
  })

  it('is followed again after a reload', async () => {
    await written()
    await server.sendToBatch('batch-status', status(3))
    await reload()
    expect(server.batchStreams.filter(({ isOpen }) => isOpen)).toHaveLength(1)
    expect(batch()).toMatchObject({ status: 'running', step: { current: 0, total: 3 } })
  })

  it('gives its text to the project that asks for it', async () => {
    await openPage()
    await store.chooseText('p', '新的改写')
    expect(server.calls).toContain('PATCH /api/v1/projects/projects/p/update_rewrite/')
    expect(store.command).toEqual({ status: 'idle' })
  })
})
