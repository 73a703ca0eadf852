import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp } from 'vue'
import { useProjectListStore } from '@/stores/list/projectListStore'

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const row = (id: string, status = 'draft') => ({ id, name: id, status })

/** The parts of the page that the store watches: its visibility, and whether the user leaves it. */
const page = Object.assign(new EventTarget(), { visibilityState: 'visible', documentElement: { lang: 'en' } })
const calls: { call: string; init: RequestInit | undefined }[] = []
let answer: (call: string) => Response | Promise<Response>
let store: ReturnType<typeof useProjectListStore>
let leave: () => void

const gets = () => calls.filter(({ call }) => call.startsWith('GET')).length
const everything = { search: '', status: null, page: 1 }

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('document', page)
  const target = new EventTarget()
  vi.stubGlobal('addEventListener', target.addEventListener.bind(target))
  vi.stubGlobal('removeEventListener', target.removeEventListener.bind(target))
  vi.stubGlobal('dispatchEvent', target.dispatchEvent.bind(target))
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    const call = `${init?.method ?? 'GET'} ${url.replace('/api/v1/projects/projects/', '')}`
    calls.push({ call, init })
    const response = await answer(call)
    init?.signal?.throwIfAborted()
    return response
  })
  calls.length = 0
  page.visibilityState = 'visible'
  answer = () => Response.json({ count: 2, next: null, previous: null, results: [row('a'), row('b')] })
  store = createApp({})
    .use(createPinia())
    .runWithContext(() => useProjectListStore())
  leave = store.watch()
})
afterEach(async () => {
  leave()
  await pass(10_000)
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** Simulates a hidden or visible page. */
function setVisible(isVisible: boolean) {
  page.visibilityState = isVisible ? 'visible' : 'hidden'
  page.dispatchEvent(new Event('visibilitychange'))
}

describe('the list', () => {
  it('shows the projects that match the query', async () => {
    store.show({ search: ' 桃花 ', status: 'failed', page: 2 })
    expect(store.load.status).toBe('loading')
    await pass(10)
    expect(store.load.status).toBe('ready')
    expect(calls[0]?.call).toBe(
      `GET ?${new URLSearchParams({ search: '桃花', status: 'failed', page: '2' })}`,
    )
    expect(store.rows.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('is fetched once if that began before its page had loaded, and again each time the page is shown', async () => {
    store.begin(everything)
    await pass(10)
    store.show(everything)
    expect(store.load.status).toBe('ready')
    expect(gets()).toBe(1)
    store.show(everything)
    await pass(10)
    expect(gets()).toBe(2)
  })

  it('is fetched when its page asks for it, if the page has loaded first', async () => {
    store.show(everything)
    store.begin(everything)
    await pass(10)
    expect(gets()).toBe(1)
    store.show(everything)
    await pass(10)
    expect(gets()).toBe(2)
  })

  it('is fetched again if its page shows another query', async () => {
    store.begin(everything)
    store.show({ ...everything, page: 2 })
    await pass(10)
    expect(calls.at(-1)?.call).toBe('GET ?page=2')
    expect(gets()).toBe(2)
  })

  it('keeps its rows while others are fetched, and drops a late answer', async () => {
    store.show(everything)
    await pass(10)
    let finish: (response: Response) => void = () => undefined
    answer = () => new Promise((resolve) => (finish = resolve))
    store.show({ ...everything, search: 'x' })
    const late = finish
    await pass(10)
    expect(store.rows).toHaveLength(2)
    answer = () => Response.json({ count: 1, next: null, previous: null, results: [row('c')] })
    store.show({ ...everything, search: 'xy' })
    await pass(10)
    late(Response.json({ count: 0, results: [] }))
    await pass(10)
    expect(store.rows.map(({ id }) => id)).toEqual(['c'])
  })

  it('computes the number of pages from the rows on a page', async () => {
    answer = () => Response.json({ count: 5, next: '?page=2', previous: null, results: [row('a'), row('b')] })
    store.show(everything)
    await pass(10)
    expect(store).toMatchObject({ count: 5, pageCount: 3, page: 1 })
  })

  it('is empty on a page that does not exist', async () => {
    store.show(everything)
    await pass(10)
    answer = () => Response.json({ detail: 'Invalid page.' }, { status: 404 })
    store.show({ ...everything, page: 9 })
    await pass(10)
    expect(store.rows).toEqual([])
    expect(store.load).toMatchObject({ status: 'failed', error: { kind: 'not_found' } })
  })

  it('keeps its rows when the backend cannot be reached', async () => {
    store.show(everything)
    await pass(10)
    answer = () => Promise.reject(new TypeError('failed to fetch'))
    store.show({ ...everything, search: 'x' })
    await pass(10_000)
    expect(store.rows).toHaveLength(2)
    expect(store.load).toMatchObject({ status: 'failed', error: { kind: 'network' } })
  })
})

describe('polling the list', () => {
  it('happens only while a project runs, and ever more rarely while nothing changes', async () => {
    store.show(everything)
    await pass(120_000)
    expect(gets()).toBe(1)
    answer = () => Response.json({ count: 1, next: null, previous: null, results: [row('a', 'processing')] })
    store.show(everything)
    await pass(5_100)
    expect(gets()).toBe(3)
    await pass(60_000)
    expect(gets()).toBeLessThanOrEqual(7)
    answer = () => Response.json({ count: 1, next: null, previous: null, results: [row('a', 'completed')] })
    await pass(31_000)
    expect(store.rows[0]?.status).toBe('completed')
  })

  it('stops while the page is hidden, and resumes at once when it is visible again', async () => {
    answer = () => Response.json({ count: 1, next: null, previous: null, results: [row('a', 'processing')] })
    store.show(everything)
    await pass(10)
    setVisible(false)
    await pass(60_000)
    expect(gets()).toBe(1)
    setVisible(true)
    await pass(10)
    expect(gets()).toBe(2)
  })

  it('stops when the page is closed', async () => {
    answer = () => Response.json({ count: 1, next: null, previous: null, results: [row('a', 'processing')] })
    store.show(everything)
    await pass(10)
    leave()
    await pass(60_000)
    expect(gets()).toBe(1)
  })
})

describe('a removal', () => {
  beforeEach(async () => {
    store.show(everything)
    await pass(10)
  })

  it('hides the row at once and is sent after 6 s', async () => {
    const { settled } = store.remove('a')
    expect(store.rows.map(({ id }) => id)).toEqual(['b'])
    expect(store.count).toBe(1)
    await pass(5_900)
    expect(calls.map(({ call }) => call)).not.toContain('DELETE a/')
    answer = (call) =>
      call.startsWith('DELETE')
        ? new Response(null, { status: 204 })
        : Response.json({ count: 1, results: [row('b')] })
    await pass(200)
    await settled
    expect(calls.map(({ call }) => call)).toContain('DELETE a/')
    expect(store).toMatchObject({ count: 1 })
  })

  it('can be undone', async () => {
    const { undo, settled } = store.remove('a')
    undo()
    undo()
    await settled
    await pass(10_000)
    expect(store.rows).toHaveLength(2)
    expect(calls.map(({ call }) => call)).not.toContain('DELETE a/')
  })

  it('brings the row back when the server refuses it', async () => {
    const { settled } = store.remove('a')
    answer = () => Response.json({ error: 'Locked.' }, { status: 400 })
    const refused = expect(settled).rejects.toMatchObject({ detail: 'Locked.' })
    await pass(6_100)
    await refused
    expect(store.rows).toHaveLength(2)
  })

  it('succeeds for a project that is already gone', async () => {
    const { settled } = store.remove('a')
    answer = (call) =>
      call.startsWith('DELETE')
        ? Response.json({}, { status: 404 })
        : Response.json({ count: 1, results: [row('b')] })
    await pass(6_100)
    await expect(settled).resolves.toBeUndefined()
  })

  it('is sent when the page is left, with a call that outlives it', async () => {
    void store.remove('a')
    void store.remove('b')
    dispatchEvent(new Event('pagehide'))
    await pass(10)
    const removals = calls.filter(({ call }) => call.startsWith('DELETE'))
    expect(removals.map(({ call }) => call)).toEqual(['DELETE a/', 'DELETE b/'])
    expect(removals.every(({ init }) => init?.keepalive)).toBe(true)
  })
})

describe('a new project', () => {
  it('is created from a story', async () => {
    answer = () => Response.json({ id: 7, aspect_ratio: '1:1' }, { status: 201 })
    await expect(
      store.create({ story: '桃花源', name: '桃', aspectRatio: '1:1', filmLength: null, templateSet: null }),
    ).resolves.toMatchObject({
      id: '7',
    })
    expect(store.takesAspectRatio).toBe(true)
    expect(calls[0]?.init?.body).toBe('{"name":"桃","original_topic":"桃花源","aspect_ratio":"1:1"}')
  })

  it('is not asked for a shape again by a server that has none for each film', async () => {
    answer = () => Response.json({ id: 7 }, { status: 201 })
    await store.create({
      story: '桃花源',
      name: '桃',
      aspectRatio: '1:1',
      filmLength: null,
      templateSet: null,
    })
    expect(store.takesAspectRatio).toBe(false)
    await store.create({
      story: '桃花源',
      name: '桃',
      aspectRatio: '1:1',
      filmLength: null,
      templateSet: null,
    })
    expect(calls[1]?.init?.body).toBe('{"name":"桃","original_topic":"桃花源"}')
  })

  it('is refused with an error for each invalid field', async () => {
    answer = () => Response.json({ original_topic: ['Empty.'] }, { status: 400 })
    const created = store.create({
      story: '',
      name: '',
      aspectRatio: '9:16',
      filmLength: null,
      templateSet: null,
    })
    await expect(created).rejects.toMatchObject({ kind: 'invalid', fields: { original_topic: ['Empty.'] } })
  })
})

describe('what a film of a story would be', () => {
  const { signal } = new AbortController()

  it('is what the server says', async () => {
    const length = { film_length: 'full', scenes: 5, seconds: 31, sentences: 9, used_sentences: 9 }
    answer = () => Response.json({ lengths: [length] })
    await expect(store.estimate('桃花源', signal)).resolves.toEqual([
      { filmLength: 'full', scenes: 5, seconds: 31, sentences: 9, usedSentences: 9 },
    ])
  })

  it.each([404, 405])('is asked once of a server that answers %d', async (status) => {
    answer = () => Response.json({ detail: 'no' }, { status })
    await expect(store.estimate('桃花源', signal)).resolves.toEqual([])
    await expect(store.estimate('桃花源记', signal)).resolves.toEqual([])
    expect(calls).toHaveLength(1)
  })

  it('is asked again after a fault that passes', async () => {
    answer = () => Response.json({ original_topic: ['Empty.'] }, { status: 400 })
    await expect(store.estimate('桃花源', signal)).resolves.toEqual([])
    await store.estimate('桃花源', signal)
    expect(calls).toHaveLength(2)
  })
})
