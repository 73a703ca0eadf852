import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, type App } from 'vue'
import { useProjectStore } from '@/stores/project/projectStore'
import { createFakeBackend, pass } from '../fakeBackend'

type Store = ReturnType<typeof useProjectStore>
const running = { status: 'processing' }
const BLOCKED = { by: 'polling', reason: 'blocked' }

let backend: ReturnType<typeof createFakeBackend>
let app: App
let leavers: (() => void)[]

async function follow(id = 'p'): Promise<Store> {
  const store = app.runWithContext(() => useProjectStore(id))
  leavers.push(store.follow())
  await pass(50)
  return store
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  app = createApp({}).use(createPinia())
  backend = createFakeBackend()
  leavers = []
})
afterEach(async () => {
  for (const leave of leavers) leave()
  await pass(6_000)
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('a stream that delivers nothing', () => {
  it('counts as blocked while calls are answered, and the page polls', async () => {
    backend.greets = false
    const store = await follow()
    await pass(4_000)
    expect(store.delivery).toEqual({ by: 'stream' })
    await pass(1_500)
    expect(store.delivery).toEqual(BLOCKED)
    Object.assign(backend, { status: 'processing', stages: { rewrite: running } })
    await pass(2_000)
    expect(store.runStatus).toBe('processing')
    Object.assign(backend, { status: 'completed', stages: { rewrite: { status: 'completed' } } })
    await pass(2_000)
    expect(store.runStatus).toBe('completed')
  })

  it('makes the page poll every second, and ever more rarely while nothing changes', async () => {
    backend.greets = false
    await follow()
    await pass(6_000)
    const first = backend.snapshots()
    await pass(10_000)
    const then = backend.snapshots()
    expect(then - first).toBeGreaterThanOrEqual(3)
    expect(then - first).toBeLessThanOrEqual(6)
    await pass(60_000)
    const rare = backend.snapshots() - then
    expect(rare).toBeGreaterThanOrEqual(5)
    expect(rare).toBeLessThanOrEqual(9) // two more streams were opened meanwhile
  })

  it('is trusted again at the first byte', async () => {
    backend.greets = false
    const store = await follow()
    await pass(6_000)
    await backend.stream().write(': heartbeat\n\n')
    expect(store.delivery).toEqual({ by: 'stream' })
    const before = backend.snapshots()
    await pass(15_000)
    expect(backend.snapshots() - before).toBeLessThanOrEqual(1)
  })

  it('does not count as blocked while calls fail as well', async () => {
    const store = await follow()
    backend.isDown = true
    await backend.stream().end()
    await pass(20_000)
    expect(store.connection.status).toBe('waiting')
    expect(store.delivery).toEqual({ by: 'stream' })
  })

  it('makes the page poll if its address is wrong', async () => {
    backend.answers.set(
      '/sse/projects/p/',
      new Response('<html>', { headers: { 'Content-Type': 'text/html' } }),
    )
    const store = await follow()
    await pass(6_000)
    expect(store.connection).toEqual({ status: 'closed', fault: 'not_a_stream' })
    expect(store.delivery).toEqual(BLOCKED)
    backend.answers.clear()
    await pass(75_000)
    expect(store.connection.status).toBe('open')
    expect(store.delivery).toEqual({ by: 'stream' })
  })
})

describe('an open stream that delivers no messages', () => {
  /** A run whose stream sends only heartbeats and no more messages. */
  async function fallSilent() {
    Object.assign(backend, { status: 'processing', stages: { rewrite: running } })
    const store = await follow()
    await backend.stream().send({ type: 'stage_update', stage: 'rewrite', status: 'processing' })
    await pass(15_000)
    await backend.stream().write(': heartbeat\n\n')
    backend.stages = { rewrite: { status: 'completed' }, storyboard: running }
    await pass(9_000)
    return store
  }

  it('is noticed at the next snapshot, and is trusted again only after a message', async () => {
    const store = await fallSilent()
    expect(store.state.stages.storyboard.status).toBe('running')
    expect(store.delivery).toEqual(BLOCKED)
    await backend.stream().write(': heartbeat\n\n')
    expect(store.delivery).toEqual(BLOCKED)
    backend.stages = { rewrite: { status: 'completed' }, storyboard: { status: 'completed' } }
    await pass(3_000)
    expect(store.state.stages.storyboard.status).toBe('completed')
    await backend.stream().send({ type: 'stage_update', stage: 'image_generation', status: 'processing' })
    expect(store.delivery).toEqual({ by: 'stream' })
  })

  it('makes the run unknown when calls fail as well', async () => {
    const store = await fallSilent()
    backend.isDown = true
    await pass(31_000)
    expect(store.runStatus).toBe('unknown')
  })

  it('is not suspected because of a pause, which sends no message', async () => {
    Object.assign(backend, { status: 'processing', stages: { rewrite: running } })
    const store = await follow()
    await pass(15_000)
    await backend.stream().write(': heartbeat\n\n')
    Object.assign(backend, { status: 'paused', stages: {} })
    await pass(10_000)
    expect(store.runStatus).toBe('paused')
    expect(store.delivery).toEqual({ by: 'stream' })
  })

  it('is not suspected for changes from before it opened', async () => {
    Object.assign(backend, { status: 'processing', stages: { rewrite: running } })
    const store = await follow()
    await pass(15_000)
    await backend.stream().end()
    backend.stages = { rewrite: { status: 'completed' }, storyboard: running }
    await pass(5_000)
    expect(store.connection.status).toBe('open')
    expect(store.state.stages.storyboard.status).toBe('running')
    await pass(5_000)
    expect(store.delivery).toEqual({ by: 'stream' })
  })

  it('is not suspected if its message is only a moment late', async () => {
    Object.assign(backend, { status: 'processing', stages: { rewrite: running } })
    const store = await follow()
    await pass(15_000)
    await backend.stream().write(': heartbeat\n\n')
    backend.stages = { rewrite: { status: 'completed' } }
    await pass(5_900)
    expect(store.state.stages.rewrite.status).toBe('completed')
    await backend.stream().send({ type: 'stage_completed', stage: 'rewrite' })
    await pass(5_000)
    expect(store.delivery).toEqual({ by: 'stream' })
  })
})

describe('five projects with four streams', () => {
  it('all stay up to date: the fifth polls until a stream is free', async () => {
    const stores: Store[] = []
    for (const id of ['p', 'q', 'r', 's', 't']) stores.push(await follow(id))
    const fifth = stores.at(-1)
    expect(backend.streams).toHaveLength(4)
    expect(fifth?.delivery).toEqual({ by: 'polling', reason: 'capped' })
    expect(fifth?.load.status).toBe('ready')
    backend.status = 'completed'
    await pass(3_000)
    expect(fifth?.runStatus).toBe('completed')
    leavers.shift()?.()
    await pass(6_000)
    expect(fifth?.delivery).toEqual({ by: 'stream' })
    expect(fifth?.connection.status).toBe('open')
  })
})
