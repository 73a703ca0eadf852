// @vitest-environment jsdom
import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, type App } from 'vue'
import { steadyNow } from '@/platform/steadyClock'
import { useProjectStore } from '@/stores/project/projectStore'
import { createFakeBackend, pass } from '../fakeBackend'

let backend: ReturnType<typeof createFakeBackend>
let app: App
let store: ReturnType<typeof useProjectStore>
let leave: () => void

/** Open the page of the project on a server whose streams each take a worker. */
async function open() {
  store = app.runWithContext(() => useProjectStore('p'))
  leave = store.follow()
  await pass(50)
}
const streamsOpen = () => backend.streams.filter((stream) => !stream.isAborted()).length

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  app = createApp({}).use(createPinia())
  backend = createFakeBackend()
  backend.idleStream = false
})
afterEach(async () => {
  leave()
  await pass(6_000)
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('a page on a project in which nothing runs', () => {
  it.each(['draft', 'completed', 'failed', 'paused'])('holds no stream (%s)', async (status) => {
    backend.status = status
    await open()
    await pass(300_000)
    expect(backend.streams).toHaveLength(0)
    expect(store.connection).toEqual({ status: 'idle' })
    expect(store.delivery).toEqual({ by: 'stream' })
  })

  it('looks every 5 s at first and every 15 s at last, once a minute while hidden, and at once when shown', async () => {
    await open()
    await pass(5_100)
    expect(backend.snapshots()).toBe(2)
    await pass(60_000)
    const before = backend.snapshots()
    await pass(60_000)
    expect(backend.snapshots() - before).toBe(4)
    const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    document.dispatchEvent(new Event('visibilitychange'))
    const hidden = backend.snapshots()
    await pass(120_500)
    expect(backend.snapshots() - hidden).toBe(2)
    visibility.mockReturnValue('visible')
    document.dispatchEvent(new Event('visibilitychange'))
    await pass(1_100)
    expect(backend.snapshots() - hidden).toBe(3)
  })

  it('sees a run that somebody else starts, and lets the stream go when it is over', async () => {
    await open()
    Object.assign(backend, { status: 'processing', stages: { rewrite: { status: 'processing' } } })
    await pass(6_000)
    expect(streamsOpen()).toBe(1)
    await backend.stream().send({ type: 'token', stage: 'rewrite', content: '口', full_text: '山有小口' })
    expect(store.state.stages.rewrite.text).toBe('山有小口')
    Object.assign(backend, { status: 'completed', stages: { rewrite: { status: 'completed' } } })
    await backend.stream().send({ type: 'pipeline_done', stage: 'pipeline' })
    await backend.stream().end()
    await pass(2_000)
    expect(streamsOpen()).toBe(0)
    expect(store.connection).toEqual({ status: 'idle' })
    expect(store.runStatus).toBe('completed')
    await pass(30_000)
    expect(backend.streams).toHaveLength(1)
  })

  it('opens the stream before the call that starts a run', async () => {
    await open()
    const order: string[] = []
    const original = globalThis.fetch
    vi.stubGlobal('fetch', (url: string, init?: RequestInit) => {
      order.push(url.includes('/sse/') ? 'stream' : (init?.method ?? 'GET'))
      return original(url, init)
    })
    const pressed = store.run()
    await pass(10)
    expect(order.slice(0, 2)).toEqual(['stream', 'POST'])
    backend.status = 'processing'
    await pass(2_000)
    await pressed
    expect(streamsOpen()).toBe(1)
  })

  it('lets the stream go again if the run was refused', async () => {
    await open()
    backend.answers.set('/run_pipeline/', Response.json({ error: 'no' }, { status: 400 }))
    const pressed = store.run()
    await pass(3_000)
    await pressed
    expect(store.command).toMatchObject({ status: 'refused' })
    await pass(5_000)
    expect(streamsOpen()).toBe(0)
  })
})

describe('a server that answers no calls while a stream is open', () => {
  it('is asked by turns: the page lets the stream go, says so, and follows the run by looking', async () => {
    Object.assign(backend, { status: 'processing', stages: { rewrite: { status: 'processing' } } })
    const original = globalThis.fetch
    // The clock of `AbortSignal.timeout` cannot be replaced, so the time limit is kept here.
    vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
      for (let waited = 0; !url.includes('/sse/') && streamsOpen() > 0; waited += 100) {
        if (waited >= 4_000) throw new DOMException('too late', 'TimeoutError')
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      return original(url, init)
    })
    await open()
    expect(store.load.status).toBe('ready')
    await pass(7_000)
    expect(store.delivery).toEqual({ by: 'polling', reason: 'single' })
    expect(streamsOpen()).toBe(0)
    Object.assign(backend, { status: 'completed', stages: { rewrite: { status: 'completed' } } })
    await pass(12_000)
    expect(store.runStatus).toBe('completed')
    expect(store.delivery).toEqual({ by: 'stream' })
    expect(streamsOpen()).toBe(0)
  })
})

describe('a server that is slow for a while', () => {
  it('is not taken for one that does one thing at a time for longer than a minute', async () => {
    Object.assign(backend, { status: 'processing', stages: { rewrite: { status: 'processing' } } })
    const original = globalThis.fetch
    let isSlow = false
    vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
      if (isSlow && !url.includes('/sse/')) {
        await new Promise((resolve) => setTimeout(resolve, 4_000))
        throw new DOMException('too late', 'TimeoutError')
      }
      return original(url, init)
    })
    await open()
    isSlow = true
    await backend.stream().send({ type: 'item_completed', stage: 'rewrite', item_type: 'image' })
    await pass(5_000)
    expect(store.delivery).toEqual({ by: 'polling', reason: 'single' })
    // Without the stream it does not answer either, so the stream is not to blame.
    await pass(5_000)
    expect(store.delivery).toEqual({ by: 'stream' })
    isSlow = false
    await pass(70_000)
    expect(streamsOpen()).toBe(1)
    expect(store.connection.status).toBe('open')
  })
})

describe('a server that is back', () => {
  it('is connected to as soon as it answers a call, long before the next attempt was due', async () => {
    Object.assign(backend, { status: 'processing', stages: { rewrite: { status: 'processing' } } })
    await open()
    vi.spyOn(Math, 'random').mockReturnValue(0.999)
    backend.isDown = true
    await backend.stream().end()
    await pass(15_500)
    const before = store.connection
    expect(before.status === 'waiting' && before.retryAt - steadyNow()).toBeGreaterThan(5_000)
    backend.isDown = false
    await pass(4_000)
    expect(store.connection.status).toBe('open')
  })
})

describe('a stream that the server ends for good', () => {
  it('is asked for at most once a minute', async () => {
    Object.assign(backend, { status: 'processing', stages: { rewrite: { status: 'processing' } } })
    let asked = 0
    const original = globalThis.fetch
    vi.stubGlobal('fetch', (url: string, init?: RequestInit) => {
      if (!url.includes('/sse/')) return original(url, init)
      asked += 1
      return Promise.resolve(new Response(null, { status: 204 }))
    })
    await open()
    await pass(59_000)
    expect(asked).toBe(1)
    await pass(120_000)
    expect(asked).toBeGreaterThan(1)
    expect(asked).toBeLessThanOrEqual(3)
  })
})

describe('a project that is deleted while it is watched', () => {
  it('is reported as gone at the next look, and not asked for again', async () => {
    await open()
    backend.answers.set('/p/', Response.json({ detail: 'Not found.' }, { status: 404 }))
    await pass(10_000)
    expect(store.load).toMatchObject({ status: 'failed', error: { kind: 'not_found' } })
    const calls = backend.snapshots()
    await pass(120_000)
    expect(backend.snapshots()).toBe(calls)
  })
})
