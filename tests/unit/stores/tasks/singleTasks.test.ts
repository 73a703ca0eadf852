// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import { effectScope } from 'vue'
import { useTaskProgress } from '@/composables/useTaskProgress'
import { fileOfResult } from '@/protocol/singleTasks'
import { pass } from './fakeJobs'
import { withPage } from './support'

const page = withPage()
const task = () => page.store.tasks.get('task:t')
const progress = (changes: Record<string, unknown> = {}) => ({
  task_id: 't',
  state: 'transcribing',
  progress: 40,
  estimated_time: 71,
  updated_at: '2026-01-22T11:08:09.588379',
  ...changes,
})
const ended = (changes: Record<string, unknown> = {}) => ({
  ...progress({ state: 'success', progress: 100, estimated_time: null, updated_at: '2026-01-22T11:09:00' }),
  type: 'film_export',
  project_id: 'p',
  result: { url: '/media/a.mp4' },
  ...changes,
})
async function start() {
  page.server.task = progress({ state: 'pending', progress: 0, updated_at: '2026-01-22T11:08:00' })
  await page.store.exportFilm('p')
  await pass(60)
}

describe('a single task', () => {
  it('is followed on one stream from its start to its end, which brings what was made', async () => {
    await start()
    expect(task()).toMatchObject({ status: 'pending', type: 'film_export', projectId: 'p' })
    expect(page.server.taskStreams).toHaveLength(1)
    await page.server.sendToTask('progress', progress())
    expect(task()).toMatchObject({ status: 'running', progress: 40, message: 'transcribing' })
    page.server.task = ended()
    await page.server.sendToTask('complete', { state: 'success' })
    expect(task()).toMatchObject({ status: 'completed', projectId: 'p' })
    expect(fileOfResult(task()?.result ?? null)).toBe('/media/a.mp4')
    expect(page.server.taskStreams.filter(({ isOpen }) => isOpen)).toEqual([])
    expect(page.told).toEqual(['task:t:completed'])
  })

  it('has an estimate that each message corrects, and none where the server gives none', async () => {
    await start()
    await page.server.sendToTask('progress', progress({ estimated_time: 71 }))
    const first = task()?.endsAt ?? 0
    await page.server.sendToTask('progress', progress({ estimated_time: 10, progress: 80 }))
    expect(first - (task()?.endsAt ?? 0)).toBeGreaterThan(50_000)
    await page.server.sendToTask('progress', progress({ estimated_time: null, progress: 81 }))
    expect(task()?.endsAt).toBeNull()
  })

  it('goes on after `timeout`, which is no failure: the stream is opened again', async () => {
    await start()
    await page.server.sendToTask('progress', progress())
    await page.server.sendToTask('timeout', { message: 'Stream timeout' })
    page.server.taskStreams.at(-1)?.end()
    await pass(4_000)
    expect(page.server.taskStreams).toHaveLength(2)
    expect(task()).toMatchObject({ status: 'running', progress: 40, error: null })
    expect(page.told).toEqual([])
  })

  it('does not fail with a broken connection', async () => {
    await start()
    await page.server.sendToTask('progress', progress())
    page.server.taskStreams.at(-1)?.cut()
    await pass(8_000)
    expect(task()).toMatchObject({ status: 'running', error: null })
    expect(page.server.taskStreams.at(-1)?.isOpen).toBe(true)
  })

  it('fails with the error of the server, in its words', async () => {
    await start()
    page.server.task = ended({ state: 'failure', error: '模型没有回答', result: null })
    await page.server.sendToTask('error', { error: '模型没有回答' })
    expect(task()).toMatchObject({ status: 'failed', error: '模型没有回答' })
  })

  it('ends with what the call says of it, so that its outcome is told with its reason', async () => {
    await start()
    const ends: (string | null)[] = []
    page.store.onOutcome(({ task: { error } }) => ends.push(error))
    page.server.task = ended({ state: 'failure', error: '磁盘满了', result: null })
    await page.server.sendToTask('progress', progress({ state: 'failure' }))
    expect(task()).toMatchObject({ status: 'failed', error: '磁盘满了' })
    expect(ends).toEqual(['磁盘满了'])
  })

  it('ends with `complete` alone, where the call still shows an older state or none', async () => {
    await start()
    page.server.task = progress()
    await page.server.sendToTask('complete', { state: 'success' })
    expect(task()).toMatchObject({ status: 'completed' })
  })

  it('fails with that error where the server has no call to ask', async () => {
    await start()
    page.server.task = null
    await page.server.sendToTask('error', { error: 'Task not found' })
    expect(task()).toMatchObject({ status: 'failed', error: 'Task not found' })
  })

  it('goes on after an error that is one of the stream alone', async () => {
    await start()
    page.server.task = progress()
    await page.server.sendToTask('error', { error: 'database is locked' })
    expect(task()).toMatchObject({ status: 'running' })
  })

  it('counts events that cannot be read, and is not ended by them', async () => {
    await start()
    for (const data of ['{', '"text"', '{"state":7}']) await page.server.sendToTask('progress', data)
    await page.server.sendToTask('progress', progress())
    await page.server.sendToTask('news', progress({ progress: 90 }))
    expect(page.store.malformed).toBe(3)
    expect(task()).toMatchObject({ status: 'running', progress: 40 })
  })

  // 保留轮询作为降级方案
  it('is asked for where its stream does not arrive', async () => {
    page.server.status.stream = 500
    await start()
    page.server.task = progress()
    await pass(15_000)
    expect(task()).toMatchObject({ status: 'running', progress: 40 })
    page.server.task = ended()
    await pass(15_000)
    expect(task()).toMatchObject({ status: 'completed' })
    const calls = page.server.calls.length
    await pass(120_000)
    expect(page.server.calls.length, 'no loop where nothing runs').toBe(calls)
  })

  it('is unknown once the server has forgotten it, and can be asked for again', async () => {
    page.server.status.stream = 404
    await start()
    page.server.task = null
    await pass(15_000)
    expect(task()).toMatchObject({ status: 'unknown', doubt: 'forgotten' })
    page.server.status.stream = 200
    page.server.task = ended()
    const known = task()
    if (known) await page.store.checkAgain(known)
    expect(task()).toMatchObject({ status: 'completed', doubt: null })
  })

  it('is followed again after a reload, by the page that comes then', async () => {
    await start()
    await page.server.sendToTask('progress', progress())
    await page.leave()
    await page.open()
    expect(task()).toMatchObject({ status: 'running', progress: 40, type: 'film_export' })
    expect(page.server.taskStreams.filter(({ isOpen }) => isOpen)).toHaveLength(1)
  })

  it('can be cancelled', async () => {
    await start()
    const known = task()
    page.server.task = ended({ state: 'cancelled', result: null })
    if (known) await page.store.cancel(known)
    expect(page.server.calls).toContain('POST /api/v1/tasks/t/cancel/')
    expect(task()?.status).toBe('cancelled')
  })

  it('shows no file whose address is not safe', async () => {
    await start()
    page.server.task = ended({ result: { url: 'javascript:alert(1)' } })
    await page.server.sendToTask('complete', { state: 'success' })
    expect(task()).toMatchObject({ status: 'completed', result: null })
  })
})

describe('useTaskProgress', () => {
  it('follows a task by its id: progress, a time that counts down, and the end', async () => {
    const component = effectScope()
    page.server.task = progress({ state: 'pending' })
    const followed = component.run(() => useTaskProgress('t'))
    await pass(60)
    expect(followed?.isConnected.value).toBe(true)
    expect(followed?.progress.value).toBeNull()
    await page.server.sendToTask('progress', progress())
    expect(followed?.progress.value).toMatchObject({ state: 'transcribing', progress: 40 })
    expect(followed?.secondsLeft.value).toBeCloseTo(71, 0)
    await pass(10_000)
    expect(followed?.secondsLeft.value).toBeCloseTo(61, 0)
    await pass(90_000)
    expect(followed?.secondsLeft.value).toBe(0)
    page.server.task = ended()
    await page.server.sendToTask('complete', { state: 'success' })
    expect(followed?.isComplete.value).toBe(true)
    expect(followed?.secondsLeft.value).toBeNull()
    expect(followed?.error.value).toBeNull()
    component.stop()
  })

  it('tells the error of the task, and none of a broken connection', async () => {
    const component = effectScope()
    page.server.task = progress()
    const followed = component.run(() => useTaskProgress('t'))
    await pass(60)
    page.server.taskStreams.at(-1)?.cut()
    await pass(8_000)
    expect(followed?.error.value).toBeNull()
    page.server.task = ended({ state: 'failure', error: '失败', result: null })
    await page.server.sendToTask('error', { error: '失败' })
    expect(followed?.error.value).toBe('失败')
    expect(followed?.isComplete.value).toBe(false)
    component.stop()
  })

  it('tells the end of a task that had ended before', async () => {
    await start()
    page.server.task = ended()
    await page.server.sendToTask('complete', { state: 'success' })
    const component = effectScope()
    const followed = component.run(() => useTaskProgress('t'))
    await pass(60)
    expect(followed?.isComplete.value).toBe(true)
    expect(followed?.progress.value).toMatchObject({ state: 'success' })
    component.stop()
  })
})
