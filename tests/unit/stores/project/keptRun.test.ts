// @vitest-environment jsdom
import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, type App } from 'vue'
import { useProjectStore } from '@/stores/project/projectStore'
import { createFakeBackend, pass } from '../fakeBackend'

type Store = ReturnType<typeof useProjectStore>
const running = { status: 'processing' }

let backend: ReturnType<typeof createFakeBackend>
let app: App
let leave: () => void

async function follow(): Promise<Store> {
  app = createApp({}).use(createPinia())
  const store = app.runWithContext(() => useProjectStore('p'))
  leave = store.follow()
  await pass(50)
  return store
}

/** The person looks at another tab. */
function hide() {
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
}

/** Reload the page: its state and connection are gone, but the tab's storage stays. */
async function reload(): Promise<Store> {
  dispatchEvent(new Event('pagehide'))
  leave()
  await pass(6_000)
  return follow()
}

async function inTheMiddleOfARun(): Promise<Store> {
  Object.assign(backend, { status: 'processing', stages: { rewrite: running } })
  const store = await follow()
  await backend.stream().send({ type: 'stage_update', stage: 'rewrite', status: 'processing' })
  await backend.stream().send({ type: 'token', stage: 'rewrite', content: '山有', full_text: '山有' })
  return store
}

beforeEach(() => {
  vi.useFakeTimers()
  sessionStorage.clear()
  backend = createFakeBackend()
})
afterEach(async () => {
  leave()
  await pass(6_000)
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a reload in the middle of a run', () => {
  it('shows the stored run before the server answers', async () => {
    await inTheMiddleOfARun()
    backend.isDown = true
    const store = await reload()
    expect(store.state.info?.name).toBe('A film')
    expect(store.state.stages.rewrite).toMatchObject({ status: 'running', text: '山有' })
    expect(store.runStatus).toBe('processing')
  })

  it('continues the text without replacing it', async () => {
    await inTheMiddleOfARun()
    const store = await reload()
    const { textEpoch } = store.state.stages.rewrite
    await backend.stream().send({ type: 'token', stage: 'rewrite', content: '小口', full_text: '山有小口' })
    expect(store.state.stages.rewrite).toMatchObject({ text: '山有小口', textEpoch })
  })

  it('prefers the state of the server to the stored one', async () => {
    await inTheMiddleOfARun()
    Object.assign(backend, {
      status: 'completed',
      stages: { rewrite: { status: 'completed', domain_data: { rewritten_text: '全文' } } },
    })
    const store = await reload()
    expect(store.runStatus).toBe('completed')
    expect(store.state.stages.rewrite).toMatchObject({ status: 'completed', data: { rewrittenText: '全文' } })
  })

  it('does not present a stored run as current while the server is unreachable', async () => {
    await inTheMiddleOfARun()
    backend.isDown = true
    await reload()
    leave()
    await pass(35_000)
    const store = await follow()
    expect(store.state.stages.rewrite.text).toBe('山有')
    expect(store.runStatus).toBe('unknown')
  })

  it('keeps nothing of a run that has ended', async () => {
    const store = await inTheMiddleOfARun()
    hide()
    expect(sessionStorage).toHaveLength(1)
    backend.stages = { rewrite: { status: 'completed' } }
    await backend.stream().send({ type: 'done', stage: 'rewrite', full_text: '山有小口' })
    await pass(6_000)
    expect(store.state.stages.rewrite.status).toBe('completed')
    expect(sessionStorage).toHaveLength(0)
  })

  it.each([
    '5',
    'null',
    '[]',
    '{"version":1,"savedAt":1,"envelopes":5}',
    '{"version":1,"savedAt":1e15,"envelopes":[{"kind":"message"}]}',
    '{"savedAt":1e15,"savedSteadyAt":1,"snapshot":{"wire":{"stages":"no"},"requestedAt":1,"receivedAt":1},"texts":[]}',
    '{"savedAt":1e15,"savedSteadyAt":1,"snapshot":null,"texts":[{"kind":"message","message":{"type":"token"}}]}',
  ])('ignores what has another shape: %s', async (kept) => {
    sessionStorage.setItem('dailies.run.p', kept)
    const store = await follow()
    expect(store.load.status).toBe('ready')
    expect(store.runStatus).toBe('draft')
  })

  it('takes a run for newly received if the clock was set back since', async () => {
    await inTheMiddleOfARun()
    hide()
    vi.setSystemTime(Date.now() - 3_600_000)
    backend.isDown = true
    const store = await reload()
    expect(store.state.stages.rewrite).toMatchObject({ status: 'running', text: '山有' })
  })

  it('drops stored runs that are old, unreadable or too large', async () => {
    await inTheMiddleOfARun()
    hide()
    const kept = sessionStorage.getItem('dailies.run.p') ?? ''
    for (const id of ['q', 'r', 's', 't']) sessionStorage.setItem(`dailies.run.${id}`, kept)
    sessionStorage.setItem('dailies.run.broken', '{')
    sessionStorage.setItem('somebody else', 'stays')
    await pass(1_000)
    await backend.stream().send({ type: 'token', stage: 'rewrite', content: '小', full_text: '山有小' })
    hide()
    expect(sessionStorage).toHaveLength(4)
    expect(sessionStorage.getItem('dailies.run.p')).toContain('山有小')
    leave()
    await pass(40 * 60_000)
    const store = await follow()
    backend.isDown = true
    expect(store.state.stages.rewrite.text).toBe('')
  })

  it('shows no stored text when the browser had no room to store it', async () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    await inTheMiddleOfARun()
    const store = await reload()
    expect(store.state.stages.rewrite).toMatchObject({ status: 'running', text: '' })
    vi.restoreAllMocks()
  })
})
