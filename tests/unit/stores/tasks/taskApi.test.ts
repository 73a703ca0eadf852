// @vitest-environment jsdom
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, ref, type EffectScope } from 'vue'
import { useBatchStatusSSE } from '@/composables/useBatchStatusSSE'
import { useTaskSubscription } from '@/composables/useTaskSubscription'
import { useTaskStore } from '@/stores/tasks/taskStore'
import { createFakeJobs, pass } from './fakeJobs'

let server: ReturnType<typeof createFakeJobs>
let component: EffectScope

/** Run what a component would run in its setup. */
function inComponent<T>(setup: () => T): T {
  const result = component.run(setup)
  if (result === undefined) throw new Error('the component is gone')
  return result
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  localStorage.clear()
  sessionStorage.clear()
  setActivePinia(createPinia())
  server = createFakeJobs()
  component = effectScope()
})
afterEach(async () => {
  component.stop()
  useTaskStore().$dispose()
  await pass(6_000)
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  localStorage.clear()
  sessionStorage.clear()
})

describe('useTaskSubscription', () => {
  it('follows the jobs with the names of the wire, on one stream however many components use it', async () => {
    server.jobs = [{ id: 'a', progress: 40, currentStep: 2, totalSteps: 5, progressMessage: '正在阅读' }]
    const { jobs, isConnected } = inComponent(useTaskSubscription)
    inComponent(useTaskSubscription)
    await pass(60)
    expect(isConnected.value).toBe(true)
    expect(server.streams).toHaveLength(1)
    expect(jobs.value).toEqual([
      {
        id: 'a',
        projectId: 'p',
        type: 'storyboard_extraction',
        status: 'processing',
        progress: 40,
        currentStep: 2,
        totalSteps: 5,
        progressMessage: '正在阅读',
        errorMessage: null,
        resultData: null,
      },
    ])
  })

  // The note of its source document: 组件卸载时会断开 SSE 连接.
  it('closes the stream with the last component, if nothing runs', async () => {
    inComponent(useTaskSubscription)
    await pass(60)
    expect(server.openStreams()).toBe(1)
    component.stop()
    await pass(60)
    expect(server.openStreams()).toBe(0)
  })
})

describe('useBatchStatusSSE', () => {
  const status = (statusVersion: number, word = 'RUNNING', copyCount = 0) => ({
    batchId: 'v',
    status: word,
    statusVersion,
    copyCount,
  })
  const calls: unknown[] = []
  const callbacks = {
    onStatusUpdate: ({ statusVersion }: { statusVersion: number }) => calls.push(statusVersion),
    onComplete: ({ finalStatus }: { finalStatus: string }) => calls.push(finalStatus),
    onError: ({ message }: Error) => calls.push(message),
  }
  beforeEach(() => {
    calls.length = 0
    server.batch = { ...status(1), count: 3, copies: [] }
  })

  // 验证 statusVersion 递增, 验证去重机制.
  it('calls back each new state once, across a reconnection, and then the end', async () => {
    const batch = inComponent(() => useBatchStatusSSE({ batchId: 'v', ...callbacks }))
    await pass(60)
    expect(batch.isConnected.value).toBe(true)
    await server.sendToBatch('batch-status', status(2))
    await server.sendToBatch('batch-status', status(2))
    server.batchStreams.at(-1)?.cut()
    await pass(8_000)
    await server.sendToBatch('batch-status', status(1, 'QUEUED'))
    await server.sendToBatch('batch-status', status(2))
    server.batch = { ...status(3, 'PARTIAL_SUCCESS', 2), count: 3, copies: [] }
    await server.sendToBatch('batch-status', status(3, 'PARTIAL_SUCCESS', 2))
    expect(calls).toEqual([2, 3, 'PARTIAL_SUCCESS'])
    expect(batch.status.value).toMatchObject({ status: 'PARTIAL_SUCCESS', copyCount: 2 })
    expect(batch.error.value).toBeNull()
  })

  // 错误处理: the server's error is one, a broken connection is none.
  it('tells the error of the server from a broken connection', async () => {
    const batch = inComponent(() => useBatchStatusSSE({ batchId: 'v', ...callbacks }))
    await pass(60)
    server.batchStreams.at(-1)?.cut()
    await pass(8_000)
    expect(calls).toEqual([])
    await server.sendToBatch('error', { message: '批次已被删除' })
    expect(calls).toEqual(['批次已被删除'])
    expect(batch.error.value?.message).toBe('批次已被删除')
  })

  it('tells the end of a batch that has ended before, without a stream', async () => {
    server.batch = { ...status(4, 'SUCCEEDED', 3), count: 3, copies: [] }
    const first = effectScope()
    first.run(() => useBatchStatusSSE({ batchId: 'v' }))
    await pass(60)
    await server.sendToBatch('batch-status', status(4, 'SUCCEEDED', 3))
    first.stop()
    const opened = server.batchStreams.length
    const batch = inComponent(() => useBatchStatusSSE({ batchId: 'v', ...callbacks }))
    await pass(60)
    expect(calls).toEqual([4, 'SUCCEEDED'])
    expect(batch.status.value).toMatchObject({ copyCount: 3 })
    expect(server.batchStreams).toHaveLength(opened)
    server.batch = null
    inComponent(() => useBatchStatusSSE({ batchId: 'v', ...callbacks }))
    await pass(60)
    expect(calls).toEqual([4, 'SUCCEEDED', 'gone'])
  })

  it('follows nothing while it is not enabled or has no batch', async () => {
    const enabled = ref(false)
    const batchId = ref<string | null>(null)
    inComponent(() => useBatchStatusSSE({ batchId, enabled, ...callbacks }))
    await pass(60)
    batchId.value = 'v'
    await pass(60)
    expect(server.batchStreams).toHaveLength(0)
    enabled.value = true
    await pass(60)
    expect(server.batchStreams).toHaveLength(1)
    await server.sendToBatch('complete', { batchId: 'v', finalStatus: 'FAILED' })
    expect(calls).toEqual(['FAILED'])
  })
})
