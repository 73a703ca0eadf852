import { describe, expectTypeOf, it } from 'vitest'
import { computed } from 'vue'
import { useBatchStatusSSE } from '@/composables/useBatchStatusSSE'
import { useTaskProgress } from '@/composables/useTaskProgress'
import { useTaskSubscription } from '@/composables/useTaskSubscription'
import { PollError, pollStatus } from '@/services/pollStatus'

/* The examples of the documentation. They are compiled, not run. */

describe('the example of', () => {
  it('useTaskSubscription', () => {
    const extractionId = 'j1'
    const { jobs } = useTaskSubscription()
    const extraction = computed(() => jobs.value.find(({ id }) => id === extractionId))
    expectTypeOf(extraction.value?.resultData).toEqualTypeOf<string | null | undefined>()
    expectTypeOf(extraction.value?.progress).toEqualTypeOf<number | null | undefined>()
  })

  it('useTaskProgress', () => {
    const props = { taskId: 't1' }
    const { progress, secondsLeft, isComplete, error } = useTaskProgress(() => props.taskId)
    expectTypeOf(progress.value?.state).toEqualTypeOf<string | undefined>()
    expectTypeOf(secondsLeft.value).toEqualTypeOf<number | null>()
    expectTypeOf(isComplete.value).toEqualTypeOf<boolean>()
    expectTypeOf(error.value).toEqualTypeOf<string | null>()
  })

  it('pollStatus', async () => {
    const controller = new AbortController()
    try {
      const url = await pollStatus('p1', {
        signal: controller.signal,
        onStatus: ({ status }) => expectTypeOf(status).not.toEqualTypeOf<string>(),
      })
      expectTypeOf(url).toEqualTypeOf<string>()
    } catch (failure) {
      if (failure instanceof PollError)
        expectTypeOf(failure.reason).toEqualTypeOf<
          'failed' | 'timeout' | 'cancelled' | 'refused' | 'unsafe'
        >()
    }
  })

  it('useBatchStatusSSE', () => {
    const props = { batchId: 'b1' }
    const { status, isConnected } = useBatchStatusSSE({
      batchId: () => props.batchId,
      onStatusUpdate: ({ statusVersion, copyCount }) => {
        expectTypeOf(statusVersion).toEqualTypeOf<number>()
        expectTypeOf(copyCount).toEqualTypeOf<number | null>()
      },
      onComplete: ({ finalStatus }) => expectTypeOf(finalStatus).not.toEqualTypeOf<string>(),
      onError: (error) => expectTypeOf(error).toEqualTypeOf<Error>(),
    })
    expectTypeOf(isConnected.value).toEqualTypeOf<boolean>()
    expectTypeOf(status.value?.status).not.toEqualTypeOf<string | undefined>()
  })
})
