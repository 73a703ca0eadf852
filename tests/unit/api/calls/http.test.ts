import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '@/api/calls/errors'
import { callApi, callApiOnce } from '@/api/calls/http'

const fetch = vi.fn<typeof globalThis.fetch>()
const schema = v.object({ ok: v.boolean() })

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', fetch)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  fetch.mockReset()
})

const answer = (status: number, body: unknown) =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })
const get = (signal?: AbortSignal) =>
  callApi({ method: 'GET', path: '/api/x/', schema, ...(signal && { signal }) })
const post = () => callApi({ method: 'POST', path: '/api/x/', body: { a: 1 }, schema })

/** The error of a call, after all its waits. */
async function errorOf(call: Promise<unknown>): Promise<ApiError> {
  const settled = call.then(
    () => new Error('it did not reject'),
    (error: unknown) => error,
  )
  await vi.advanceTimersByTimeAsync(60_000)
  const error = await settled
  if (!(error instanceof ApiError)) throw error
  return error
}

describe('a call of the API', () => {
  it('returns the checked answer', async () => {
    fetch.mockResolvedValueOnce(answer(200, { ok: true, more: 1 }))
    await expect(get()).resolves.toEqual({ ok: true })
    expect(fetch.mock.calls[0]?.[1]).toMatchObject({ method: 'GET', headers: { Accept: 'application/json' } })
  })

  it('sends JSON', async () => {
    fetch.mockResolvedValueOnce(answer(202, { ok: true }))
    await post()
    expect(fetch.mock.calls[0]?.[1]).toMatchObject({
      body: '{"a":1}',
      headers: { 'Content-Type': 'application/json' },
    })
  })

  it('asks for messages in the language of the page', async () => {
    vi.stubGlobal('document', { documentElement: { lang: 'zh-CN' } })
    fetch.mockResolvedValueOnce(answer(200, { ok: true }))
    await get()
    expect(fetch.mock.calls[0]?.[1]?.headers).toMatchObject({ 'Accept-Language': 'zh-CN' })
  })

  it.each([
    { status: 401, body: { detail: 'Sign in.' }, error: { kind: 'unauthorized', detail: 'Sign in.' } },
    { status: 403, body: {}, error: { kind: 'forbidden', detail: null } },
    {
      status: 404,
      body: { detail: 'No such project.' },
      error: { kind: 'not_found', detail: 'No such project.' },
    },
    {
      status: 400,
      body: { error: 'It is already running.' },
      error: { kind: 'refused', detail: 'It is already running.' },
    },
    {
      status: 400,
      body: { original_topic: ['Empty.'], name: ['Too long.', 7], odd: 'x' },
      error: { kind: 'invalid', fields: { original_topic: ['Empty.'], name: ['Too long.'] } },
    },
    {
      status: 400,
      body: { non_field_errors: ['No such account.', 'Try again.'] },
      error: { kind: 'refused', detail: 'No such account. Try again.', fields: {} },
    },
    { status: 400, body: { detail: ['Not now.'] }, error: { kind: 'refused', detail: 'Not now.' } },
    { status: 413, body: { detail: 'Too much.' }, error: { kind: 'refused', detail: 'Too much.' } },
    { status: 400, body: '<html>', error: { kind: 'refused', detail: null } },
    { status: 500, body: '<html>', error: { kind: 'server', detail: null } },
    { status: 400, body: [1], error: { kind: 'refused', fields: {} } },
  ])('rejects a $status as $error.kind', async ({ status, body, error }) => {
    fetch.mockImplementation(() => Promise.resolve(answer(status, body)))
    expect(await errorOf(post())).toMatchObject({ ...error, status })
    expect(fetch).toHaveBeenCalledTimes(1)
  })

  it.each(['<html>ok</html>', { ok: 'yes' }, '', 'null', []])(
    'rejects an answer that does not match the schema: %j',
    async (body) => {
      fetch.mockImplementation(() => Promise.resolve(answer(200, body)))
      expect(await errorOf(get())).toMatchObject({ kind: 'bad_answer', status: 200 })
    },
  )

  it('repeats a GET when the network or the server failed', async () => {
    fetch.mockRejectedValueOnce(new TypeError('failed to fetch'))
    fetch.mockResolvedValueOnce(answer(502, ''))
    fetch.mockResolvedValueOnce(answer(200, { ok: true }))
    const call = get()
    await vi.advanceTimersByTimeAsync(5_000)
    await expect(call).resolves.toEqual({ ok: true })
  })

  it('gives up after two repetitions', async () => {
    fetch.mockRejectedValue(new TypeError('failed to fetch'))
    expect(await errorOf(get())).toMatchObject({ kind: 'network', status: null })
    expect(fetch).toHaveBeenCalledTimes(3)
  })

  it('is not repeated when the caller wants a single attempt', async () => {
    fetch.mockRejectedValue(new TypeError('failed to fetch'))
    const once = callApiOnce({ method: 'GET', path: '/api/x/', schema })
    expect(await errorOf(once)).toMatchObject({ kind: 'network' })
    expect(fetch).toHaveBeenCalledTimes(1)
  })

  it('never repeats a call that changes something or was refused', async () => {
    fetch.mockRejectedValue(new TypeError('failed to fetch'))
    await errorOf(post())
    expect(fetch).toHaveBeenCalledTimes(1)
    fetch.mockReset().mockResolvedValue(answer(404, {}))
    await errorOf(get())
    expect(fetch).toHaveBeenCalledTimes(1)
  })

  it('can be aborted by its caller, even between two attempts', async () => {
    fetch.mockRejectedValue(new TypeError('failed to fetch'))
    const controller = new AbortController()
    const call = errorOf(get(controller.signal))
    await vi.advanceTimersByTimeAsync(10)
    controller.abort()
    expect(await call).toMatchObject({ kind: 'cancelled' })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('has a time limit', async () => {
    const limits: number[] = []
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
      limits.push(ms)
      return AbortSignal.abort(new DOMException('too slow', 'TimeoutError'))
    })
    fetch.mockImplementation((_, init) => Promise.reject(init?.signal?.reason as Error))
    expect(await errorOf(post())).toMatchObject({ kind: 'timeout' })
    expect(limits).toEqual([15_000])
    vi.restoreAllMocks()
  })
})
