import { describe, expectTypeOf, it } from 'vitest'
import { computed } from 'vue'
import { useBatchStatusSSE } from '@/composables/useBatchStatusSSE'
import { useTaskSubscription } from '@/composables/useTaskSubscription'

/* The examples of the documentation. They are compiled, not run. */

describe('the example of', () => {
  it('useTaskSubscription', () => {
    const extractionId = 'j1'
    const { jobs } = useTaskSubscription()
    const extraction = computed(() => jobs.value.find(({ id }) => id === extractionId))
    expectTypeOf(extraction.value?.resultData).toEqualTypeOf<string | null | undefined>()
    expectTypeOf(extraction.value?.progress).toEqualTypeOf<number | null | undefined>()
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
