import { onScopeDispose, readonly, ref, shallowReadonly, shallowRef, toValue, watch } from 'vue'
import type { MaybeRefOrGetter, Ref, ShallowRef } from 'vue'
import type { BatchCompleteEvent, BatchEvent, BatchStatusEvent } from '@/protocol/batches'
import { useTaskStore } from '@/stores/tasks/taskStore'

/** Which batch to follow, and what to call back. */
export interface UseBatchStatusSSEOptions {
  /** Null: none yet. */
  readonly batchId: MaybeRefOrGetter<string | null>
  /** Default: true. */
  readonly enabled?: MaybeRefOrGetter<boolean>
  /** Called with each state whose `statusVersion` is above the one seen before, across reconnections. */
  readonly onStatusUpdate?: (event: BatchStatusEvent) => void
  readonly onComplete?: (event: BatchCompleteEvent) => void
  /** Called with the server's own `error`, never with a broken connection. */
  readonly onError?: (error: Error) => void
}

/** What `useBatchStatusSSE` returns. */
export interface UseBatchStatusSSEReturn {
  /** The last state; null before the first. */
  readonly status: Readonly<ShallowRef<BatchStatusEvent | null>>
  readonly isConnected: Readonly<Ref<boolean>>
  /** The server's own error; null if it sent none. */
  readonly error: Readonly<ShallowRef<Error | null>>
}

/**
 * Follow a batch for as long as the calling component exists. Components and tabs that follow the same batch share one
 * stream, which ends with the batch.
 *
 * @example
 * const { status, isConnected } = useBatchStatusSSE({
 *   batchId: () => props.batchId,
 *   onComplete: ({ finalStatus }) => showResult(finalStatus),
 * })
 */
export function useBatchStatusSSE(options: UseBatchStatusSSEOptions): UseBatchStatusSSEReturn {
  const store = useTaskStore()
  const status = shallowRef<BatchStatusEvent | null>(null)
  const isConnected = ref(false)
  const error = shallowRef<Error | null>(null)
  let stop: (() => void) | null = null

  function handle(event: BatchEvent) {
    switch (event.kind) {
      case 'status':
        status.value = event.status
        options.onStatusUpdate?.(event.status)
        return
      case 'complete':
        options.onComplete?.(event.complete)
        return
      case 'error':
        error.value = new Error(event.message ?? 'error')
        options.onError?.(error.value)
        return
      case 'malformed':
      case 'unknown':
    }
  }

  watch(
    () => (toValue(options.enabled) === false ? null : toValue(options.batchId)),
    (batchId) => {
      stop?.()
      stop = null
      status.value = null
      error.value = null
      isConnected.value = false
      if (batchId === null) return
      stop = store.followBatch(batchId, {
        onEvent: handle,
        onState: (state) => (isConnected.value = state.status === 'open'),
      })
    },
    { immediate: true },
  )
  onScopeDispose(() => stop?.())
  return {
    status: shallowReadonly(status),
    isConnected: readonly(isConnected),
    error: shallowReadonly(error),
  }
}
