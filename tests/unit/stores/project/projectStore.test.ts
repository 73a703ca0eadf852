import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, type App } from 'vue'
import { useProjectStore } from '@/stores/project/projectStore'
import { createFakeBackend, pass } from '../fakeBackend'

type Store = ReturnType<typeof useProjectStore>
const running = { status: 'processing' }
const rewriteStarts = { type: 'stage_update', stage: 'rewrite', status: 'processing' }

let backend: ReturnType<typeof createFakeBackend>
let app: App
let store: Store
let leave: () => void

/** The store as a component gets it. */
const useStore = () => app.runWithContext(() => useProjectStore('p'))

async function open() {
  store = useStore()
  leave = store.follow()
  await pass(50)
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  app = createApp({}).use(createPinia())
  backend = createFakeBackend()
})
afterEach(async () => {
  leave()
  await pass(6_000)
  // No test may leave a timer behind.
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('a page on a project', () => {
  it('fetches a snapshot, opens one stream, and fetches what may have fallen between the two', async () => {
    await open()
    await pass(1_100)
    expect(store.load.status).toBe('ready')
    expect(store.connection.status).toBe('open')
    expect(store.runStatus).toBe('draft')
    expect(backend.streams).toHaveLength(1)
    const call = 'GET /api/v1/projects/projects/p/'
    expect(backend.calls).toEqual([call, call])
  })

  it('shares the stream with others, and closes it some seconds after the last has left', async () => {
    await open()
    const leaveOther = useStore().follow()
    leave()
    leave()
    await pass(10_000)
    expect(backend.stream().isAborted()).toBe(false)
    leaveOther()
    await pass(4_000)
    expect(backend.stream().isAborted()).toBe(false)
    await pass(2_000)
    expect(backend.stream().isAborted()).toBe(true)
    expect(useStore()).not.toBe(store)
  })

  it('keeps the stream when it is closed and soon opened again', async () => {
    await open()
    leave()
    await pass(3_000)
    leave = store.follow()
    await pass(10_000)
    expect(backend.streams).toHaveLength(1)
    expect(backend.stream().isAborted()).toBe(false)
  })

  it('shows a run live that was started elsewhere', async () => {
    await open()
    await backend.stream().send(rewriteStarts)
    await backend.stream().send({ type: 'token', stage: 'rewrite', content: '山', full_text: '山' })
    expect(store.runStatus).toBe('processing')
    expect(store.state.stages.rewrite).toMatchObject({ status: 'running', text: '山' })
    expect(store.progress).toBeNull()
  })

  it('shows the whole text at the next token if it was opened during a run', async () => {
    Object.assign(backend, { status: 'processing', stages: { rewrite: running } })
    await open()
    expect(store.state.stages.rewrite).toMatchObject({ status: 'running', text: '' })
    await backend.stream().send({ type: 'token', stage: 'rewrite', content: '口', full_text: '山有小口' })
    expect(store.state.stages.rewrite.text).toBe('山有小口')
  })

  it('shows scenes while their JSON is still streaming', async () => {
    await open()
    const text = '{"scenes": [{"scene_number": 1, "narration": "一"}, {"scene_number": 2, "narr'
    await backend.stream().send({ type: 'token', stage: 'storyboard', content: text, full_text: text })
    expect(store.scenes).toMatchObject([{ number: 1, narration: '一', complete: true }])
    // The text needs repair for the first time, which is loaded then.
    await pass(10)
    expect(store.scenes).toMatchObject([
      { number: 1, narration: '一', complete: true },
      { number: 2, complete: false },
    ])
    const [first] = store.scenes
    await backend
      .stream()
      .send({ type: 'token', stage: 'storyboard', content: 'a', full_text: `${text}ation": "二` })
    expect(store.scenes[1]).toMatchObject({ narration: '二' })
    expect(store.scenes[0]).toBe(first)
  })

  it('reports once that a project does not exist, and does not try again', async () => {
    const missing = Response.json({ detail: 'No such project.' }, { status: 404 })
    backend.answers.set('/p/', missing)
    await open()
    await pass(120_000)
    expect(store.load).toMatchObject({
      status: 'failed',
      error: { kind: 'not_found', detail: 'No such project.' },
    })
    // No stream is opened for it.
    expect(store.connection).toEqual({ status: 'idle' })
    expect(backend.streams).toHaveLength(0)
    expect(backend.calls).toHaveLength(1)
  })

  it('shows the project although the stream does not open', async () => {
    backend.answers.set('/sse/projects/p/', new Response('busy', { status: 503 }))
    await open()
    await pass(2_000)
    expect(store.load.status).toBe('ready')
    expect(store.connection).toMatchObject({ status: 'waiting', fault: 'server' })
  })
})

describe('snapshots', () => {
  it('are requested at most once a second, however many items are finished', async () => {
    Object.assign(backend, { status: 'processing', stages: { image_generation: running } })
    await open()
    const before = backend.snapshots()
    for (let item = 1; item <= 20; item += 1) {
      await backend.stream().send({
        type: 'item_completed',
        stage: 'image_generation',
        item_type: 'image',
        sequence_number: item,
      })
    }
    await pass(5_000)
    expect(backend.snapshots() - before).toBeLessThanOrEqual(4)
    expect(store.state.snapshotWantedAt).toBeNull()
  })

  it('are requested at least a second apart while the server fails', async () => {
    const sentAt: number[] = []
    const answer = globalThis.fetch
    vi.stubGlobal('fetch', (url: string, init?: RequestInit) => {
      if (!url.includes('/sse/')) sentAt.push(Date.now())
      return answer(url, init)
    })
    backend.answers.set('/projects/projects/p/', new Response('busy', { status: 503 }))
    await open()
    await pass(20_000)
    const gaps = sentAt.slice(1).map((at, index) => at - (sentAt[index] ?? 0))
    expect(gaps.length).toBeGreaterThanOrEqual(3)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000)
  })

  it('are given up when they hang for 15 s; the page shows the failure and keeps trying', async () => {
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
      const limit = new AbortController()
      setTimeout(() => limit.abort(new DOMException('too slow', 'TimeoutError')), ms)
      return limit.signal
    })
    const answer = globalThis.fetch
    vi.stubGlobal('fetch', (url: string, init?: RequestInit) =>
      url.includes('/sse/')
        ? answer(url, init)
        : new Promise((_, reject) =>
            init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)),
          ),
    )
    await open()
    await pass(14_000)
    expect(store.load.status).toBe('loading')
    await pass(1_500)
    expect(store.load).toMatchObject({ status: 'failed', error: { kind: 'timeout' } })
    vi.stubGlobal('fetch', answer)
    await pass(40_000)
    expect(store.load.status).toBe('ready')
    await pass(15_000)
  })

  it('complete a stage whose end was missed while the stream was cut', async () => {
    await open()
    await backend.stream().send(rewriteStarts)
    backend.stages = { rewrite: { status: 'completed', domain_data: { rewritten_text: '全文' } } }
    backend.status = 'processing'
    await backend.stream().end()
    expect(store.connection).toMatchObject({ status: 'waiting', fault: 'ended' })
    await pass(3_000)
    expect(store.connection.status).toBe('open')
    expect(store.state.stages.rewrite).toMatchObject({ status: 'completed', data: { rewrittenText: '全文' } })
  })

  it('are requested after 20 s without a message during a run, ever more rarely, and not outside of one', async () => {
    await open()
    await pass(60_000)
    expect(backend.snapshots()).toBe(3) // before the stream, after it, and after a quiet reopening
    Object.assign(backend, { status: 'processing', stages: { rewrite: running } })
    await backend.stream().send(rewriteStarts)
    const before = backend.snapshots()
    for (let beat = 0; beat < 6; beat += 1) {
      await backend.stream().write(': heartbeat\n\n')
      await pass(10_000)
    }
    expect(backend.snapshots() - before).toBe(2)
  })

  it('show a pause, which sends no message', async () => {
    Object.assign(backend, { status: 'processing', stages: { rewrite: running } })
    await open()
    backend.status = 'paused'
    await pass(21_000)
    expect(store.runStatus).toBe('paused')
    expect(store.state.stages.rewrite.status).toBe('pending')
  })
})

describe('a backend that is gone', () => {
  it('leaves the page as it is, makes a run unknown after 3 s, and is found again automatically', async () => {
    Object.assign(backend, { status: 'processing', stages: { rewrite: running } })
    await open()
    backend.isDown = true
    await backend.stream().end()
    expect(store.connection.status).toBe('waiting')
    expect(store.runStatus).toBe('processing')
    await pass(2_500)
    expect(store.runStatus).toBe('processing')
    await pass(700)
    expect(store.runStatus).toBe('unknown')
    expect(store.load.status).toBe('ready')
    backend.isDown = false
    backend.status = 'completed'
    backend.stages = { rewrite: { status: 'completed' } }
    await pass(45_000)
    expect(store.connection.status).toBe('open')
    expect(store.runStatus).toBe('completed')
  })

  it('is reported if it is gone from the start, until it is back', async () => {
    backend.isDown = true
    await open()
    await pass(5_000)
    expect(store.load).toMatchObject({ status: 'failed', error: { kind: 'network' } })
    backend.isDown = false
    void store.reload()
    await pass(2_000)
    expect(store.load.status).toBe('ready')
    await pass(60_000)
    expect(store.connection.status).toBe('open')
  })
})

describe('the end of a run', () => {
  it('does not stop the page from showing the next run live', async () => {
    await open()
    await backend.stream().send({ type: 'pipeline_done' })
    backend.status = 'completed'
    await backend.stream().end()
    expect(store.connection.status).toBe('open')
    await pass(7_000)
    expect(backend.streams).toHaveLength(2)
    expect(store.connection.status).toBe('open')
    await backend.stream().send(rewriteStarts)
    expect(store.runStatus).toBe('processing')
  })
})

describe('a command', () => {
  /** The commands that the backend has received, in their order. */
  const commands = () =>
    backend.calls.filter((call) => call.startsWith('POST')).map((call) => call.split('/').at(-2))

  it('stays `sending` until its effect shows', async () => {
    await open()
    await pass(2_000)
    const done = store.run()
    expect(store.command).toEqual({ status: 'sending', name: 'run', stage: null })
    backend.status = 'queued'
    await pass(1_000)
    await done
    expect(store.command.status).toBe('idle')
    expect(store.runStatus).toBe('queued')
    expect(backend.calls).toContain('POST /api/v1/projects/projects/p/run_pipeline/')
  })

  it('shows why it was refused until the user dismisses the reason', async () => {
    await open()
    backend.answers.set('/pause/', Response.json({ error: 'Nothing runs.' }, { status: 400 }))
    void store.pause()
    await pass(2_000)
    expect(store.command).toMatchObject({
      status: 'refused',
      name: 'pause',
      error: { detail: 'Nothing runs.' },
    })
    store.dismissRefusal()
    expect(store.command.status).toBe('idle')
  })

  it('keeps a passing failure until a later snapshot arrives', async () => {
    await open()
    await pass(2_000)
    backend.answers.set('/run_pipeline/', new Response('busy', { status: 503 }))
    void store.run()
    await pass(2_000)
    expect(store.command).toMatchObject({ status: 'refused', error: { kind: 'server' } })
    void store.reload()
    await pass(2_000)
    expect(store.command.status).toBe('idle')
  })

  it('drops its refusal when the status changes', async () => {
    await open()
    await pass(2_000)
    backend.answers.set('/run_pipeline/', Response.json({ error: 'It runs already.' }, { status: 400 }))
    void store.run()
    await pass(2_000)
    void store.reload()
    await pass(2_000)
    expect(store.command.status).toBe('refused')
    backend.status = 'completed'
    void store.reload()
    await pass(2_000)
    expect(store.command.status).toBe('idle')
  })

  it('makes the item of one scene again, and nothing else', async () => {
    await open()
    const bodies: unknown[] = []
    const original = globalThis.fetch
    vi.stubGlobal('fetch', (url: string, init?: RequestInit) => {
      if (typeof init?.body === 'string') bodies.push([url.split('/').at(-2), JSON.parse(init.body)])
      return original(url, init)
    })
    void store.retryScene('image_generation', 's2')
    await pass(2_000)
    expect(bodies).toEqual([
      [
        'execute_stage',
        {
          stage_name: 'image_generation',
          input_data: { storyboard_ids: ['s2'], force_regenerate: true },
        },
      ],
    ])
  })

  it('marks the failed stage and continues the run from there, if it is a retry', async () => {
    await open()
    void store.retry('image_generation')
    void store.run() // one at a time
    await pass(2_000)
    expect(commands()).toEqual(['retry_stage', 'run_pipeline'])
  })

  it('marks the failed stage and runs only that one, if it is retried alone', async () => {
    await open()
    void store.retryAlone('image_generation')
    await pass(2_000)
    expect(commands()).toEqual(['retry_stage', 'execute_stage'])
  })

  it('continues a failed run, also on a server that has no call of its own for that', async () => {
    await open()
    void store.runAgain()
    await pass(2_000)
    expect(commands()).toEqual(['retry_pipeline'])
    backend.answers.set('/retry_pipeline/', Response.json({ detail: 'Not found.' }, { status: 404 }))
    void store.runAgain()
    await pass(2_000)
    expect(commands()).toEqual(['retry_pipeline', 'retry_pipeline', 'run_pipeline'])
  })

  it('shows why a failed run is not continued, and tries nothing else', async () => {
    await open()
    backend.answers.set('/retry_pipeline/', Response.json({ error: '没有失败。' }, { status: 400 }))
    void store.runAgain()
    await pass(2_000)
    expect(commands()).toEqual(['retry_pipeline'])
    expect(store.command).toMatchObject({ status: 'refused', error: { detail: '没有失败。' } })
  })
})

describe('the check after a stream has opened', () => {
  it('lasts until a snapshot that was requested since then arrives', async () => {
    await open()
    await pass(1_100)
    expect(store.checking).toBe(false)
    backend.answers.set('/projects/projects/p/', new Response('{}', { status: 503 }))
    await backend.stream().end()
    await pass(4_000)
    expect(store.connection.status).toBe('open')
    expect(store.checking).toBe(true)
    backend.answers.clear()
    await pass(40_000)
    expect(store.checking).toBe(false)
  })

  it('is not shown while there is no stream', async () => {
    await open()
    backend.answers.set('/projects/projects/p/', new Response('{}', { status: 503 }))
    await backend.stream().end()
    await pass(4_000)
    backend.isDown = true
    await backend.stream().end()
    expect(store.connection.status).toBe('waiting')
    expect(store.checking).toBe(false)
  })
})
