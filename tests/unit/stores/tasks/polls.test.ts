// @vitest-environment jsdom
import { describe, expect, it, vi } from 'vitest'
import { PollError, pollStatus } from '@/services/pollStatus'
import { fileOfResult } from '@/protocol/singleTasks'
import { pass } from './fakeJobs'
import { withPage } from './support'

const page = withPage()
const task = () => page.store.tasks.get('poll:g')
const answer = (data: Record<string, unknown>) => () => Response.json({ data })
const questions = () => page.server.calls.filter((call) => call === 'GET /api/generate/status').length
const WISH = { prompt: '湖', reference: null, projectId: 'p', sceneId: 's' }

/** The times between the questions that are asked from now on, in milliseconds. */
async function pausesOf(count: number): Promise<number[]> {
  const times: number[] = []
  const given = page.server.generation
  page.server.generation = () => {
    times.push(performance.now())
    return given()
  }
  while (times.length <= count) await pass(100)
  return times.slice(1).map((time, index) => time - (times[index] ?? 0))
}

// 超时管理 and 指数退避 of the source document.
describe('超时管理: the status of a picture', () => {
  it('is asked for every second', async () => {
    await page.store.redraw(WISH)
    for (const pause of await pausesOf(4)) expect(pause).toBeGreaterThanOrEqual(1_000)
    expect(task()).toMatchObject({ status: 'pending', sceneId: 's', projectId: 'p' })
    page.server.generation = answer({ status: 'completed', result: '/media/a.jpg' })
    await pass(2_000)
    expect(fileOfResult(task()?.result ?? null)).toBe('/media/a.jpg')
    const count = questions()
    await pass(60_000)
    expect(questions(), 'nothing is asked after the end').toBe(count)
    expect(page.told).toEqual(['poll:g:completed'])
  })

  it('指数退避: is asked for less and less often after failures, at most every 10 s, with jitter', async () => {
    page.server.generation = () => new Response('', { status: 500 })
    await page.store.redraw(WISH)
    const pauses = await pausesOf(4)
    // The first pause, of 2 s, has begun before. Half of the jitter of a quarter.
    const expected = [4_000, 8_000, 10_000, 10_000].map((ms) => ms * 0.875)
    for (const [index, pause] of pauses.entries())
      expect(Math.abs(pause - (expected[index] ?? 0))).toBeLessThanOrEqual(200)
    page.server.generation = answer({ status: 'processing' })
    await pass(12_000)
    expect(task()?.status).toBe('running')
  })

  it('may be held back by the server: there is never more than one question on its way', async () => {
    let open = 0
    let most = 0
    page.server.generation = async () => {
      open += 1
      most = Math.max(most, open)
      await new Promise((resolve) => setTimeout(resolve, 30_000))
      open -= 1
      return Response.json({ data: { status: 'processing' } })
    }
    await page.store.redraw(WISH)
    await pass(100_000)
    expect(most).toBe(1)
    expect(questions()).toBe(4)
    await page.leave()
    await pass(30_000)
  })

  it('is given up after ten minutes, which is no failure, and asked for again when a person wants it', async () => {
    await page.store.redraw(WISH)
    await pass(601_000)
    expect(task()).toMatchObject({ status: 'unknown', doubt: 'overdue', error: null })
    const count = questions()
    await pass(120_000)
    expect(questions()).toBe(count)
    page.server.generation = answer({ status: 'completed', result: '/media/a.jpg' })
    const known = task()
    if (known) await page.store.checkAgain(known)
    await pass(100)
    expect(task()).toMatchObject({ status: 'completed', doubt: null })
  })
})

describe('错误处理: the status of a picture', () => {
  it('of one that failed holds the words of the server', async () => {
    page.server.generation = answer({ status: 'failed', error: '模型没有回答' })
    await page.store.redraw(WISH)
    await pass(100)
    expect(task()).toMatchObject({ status: 'failed', error: '模型没有回答' })
    expect(page.told).toEqual(['poll:g:failed'])
  })

  it('of one that the server does not know is unknown at once', async () => {
    page.server.generation = () => Response.json({ error: 'Task not found' }, { status: 404 })
    await page.store.redraw(WISH)
    await pass(100)
    expect(task()).toMatchObject({ status: 'unknown', doubt: 'forgotten' })
    await pass(60_000)
    expect(questions()).toBe(1)
  })

  it('is asked for again after an answer that is no JSON', async () => {
    page.server.generation = () => new Response('{"data":', { status: 200 })
    await page.store.redraw(WISH)
    await pass(3_000)
    page.server.generation = answer({ status: 'completed', result: '/media/a.jpg' })
    await pass(10_000)
    expect(task()?.status).toBe('completed')
  })

  it('is read without `data` around it, too', async () => {
    page.server.generation = () => Response.json({ status: 'completed', result: '/media/a.jpg' })
    await page.store.redraw(WISH)
    await pass(100)
    expect(task()?.status).toBe('completed')
  })

  it('is not asked for after the person has cancelled: the question on its way is aborted', async () => {
    const aborted = vi.fn<() => void>()
    const fetchIt = globalThis.fetch
    vi.stubGlobal('fetch', (url: string, init?: RequestInit) => {
      if (url.includes('status')) init?.signal?.addEventListener('abort', aborted)
      return fetchIt(url, init)
    })
    page.server.generation = () => new Promise(() => undefined)
    await page.store.redraw(WISH)
    await pass(500)
    const known = task()
    if (known) await page.store.cancel(known)
    await pass(5_000)
    expect(task()?.status).toBe('cancelled')
    expect(aborted).toHaveBeenCalledOnce()
    expect(questions()).toBe(1)
  })

  it('is not asked for after leaving, and again by the page that comes then', async () => {
    await page.store.redraw(WISH)
    await pass(2_500)
    await page.leave()
    const count = questions()
    await pass(60_000)
    expect(questions()).toBe(count)
    page.server.generation = answer({ status: 'completed', result: '/media/a.jpg' })
    await page.open()
    await pass(100)
    expect(task()).toMatchObject({ status: 'completed', sceneId: 's' })
  })
})

describe('pollStatus', () => {
  const reasonOf = async (polling: Promise<string>) => {
    try {
      return await polling
    } catch (error) {
      return error instanceof PollError ? [error.reason, error.message] : error
    }
  }

  it('returns the address of the picture, and tells each answer before', async () => {
    const seen: string[] = []
    page.server.generation = answer({ status: 'processing' })
    const polling = pollStatus('g', { onStatus: ({ status }) => seen.push(status) })
    await pass(1_500)
    page.server.generation = answer({ status: 'completed', result: '/media/a.jpg' })
    await pass(2_000)
    expect(await polling).toBe('/media/a.jpg')
    expect(seen).toEqual(['processing', 'processing', 'completed'])
  })

  it.each([
    { data: { status: 'failed', error: 'no' }, status: 200, expected: ['failed', 'no'] },
    {
      data: { status: 'completed', result: 'javascript:alert(1)' },
      status: 200,
      expected: ['unsafe', 'unsafe'],
    },
    { data: { status: 'completed', result: null }, status: 200, expected: ['unsafe', 'unsafe'] },
    { data: { error: 'Task not found' }, status: 404, expected: ['refused', 'Task not found'] },
    { data: { error: 'Task ID is required' }, status: 400, expected: ['refused', 'Task ID is required'] },
  ])('rejects with $expected', async ({ data, status, expected }) => {
    page.server.generation = () => Response.json(status === 200 ? { data } : data, { status })
    const polling = reasonOf(pollStatus('g'))
    await pass(100)
    expect(await polling).toEqual(expected)
  })

  it('gives up after ten minutes', async () => {
    const polling = reasonOf(pollStatus('g'))
    await pass(601_000)
    expect(await polling).toEqual(['timeout', 'timeout'])
  })

  it('stops when the caller aborts', async () => {
    const controller = new AbortController()
    const polling = reasonOf(pollStatus('g', { signal: controller.signal }))
    await pass(1_500)
    controller.abort()
    expect(await polling).toEqual(['cancelled', 'cancelled'])
    const count = questions()
    await pass(10_000)
    expect(questions()).toBe(count)
  })
})
