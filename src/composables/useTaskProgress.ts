import {
  computed,
  onScopeDispose,
  readonly,
  ref,
  shallowReadonly,
  shallowRef,
  toValue,
  watch,
  type ComputedRef,
  type MaybeRefOrGetter,
  type Ref,
  type ShallowRef,
} from 'vue'
import { steadyNow } from '@/platform/steadyClock'
import { statusOfState, type TaskEvent, type TaskProgress } from '@/protocol/singleTasks'
import { useTaskStore } from '@/stores/tasks/taskStore'
import { useClock } from './app/useClock'

/** What `useTaskProgress` returns. */
export interface UseTaskProgressReturn {
  /** The last progress, with the wire's names; null before the first. */
  readonly progress: Readonly<ShallowRef<TaskProgress | null>>
  /** How long the task will still take, in seconds. It counts down between messages; null while it is not known. */
  readonly secondsLeft: ComputedRef<number | null>
  /** Whether the task has ended well. */
  readonly isComplete: Readonly<Ref<boolean>>
  readonly isConnected: Readonly<Ref<boolean>>
  /** The error of the task, in the server's words; a broken connection is none. Null if there is none. */
  readonly error: Readonly<ShallowRef<string | null>>
}

/**
 * Follow a single task for as long as the calling component exists. Components and tabs that follow the same task share one
 * stream, which ends with the task. Where streams do not arrive, the server is asked instead.
 *
 * @param taskId null: none yet
 * @example
 * const { progress, secondsLeft, isComplete, error } = useTaskProgress(() => props.taskId)
 */
export function useTaskProgress(taskId: MaybeRefOrGetter<string | null>): UseTaskProgressReturn {
  const store = useTaskStore()
  const progress = shallowRef<TaskProgress | null>(null)
  const endsAt = shallowRef<number | null>(null)
  const isComplete = ref(false)
  const isConnected = ref(false)
  const error = shallowRef<string | null>(null)
  const now = useClock(() => endsAt.value !== null)
  let stop: (() => void) | null = null

  function handle(event: TaskEvent) {
    switch (event.kind) {
      case 'progress': {
        const { estimated_time: seconds } = event.progress
        progress.value = event.progress
        endsAt.value = seconds === null ? null : steadyNow() + seconds * 1000
        return
      }
      case 'complete':
        endsAt.value = null
        isComplete.value = !['failed', 'cancelled'].includes(statusOfState(event.state))
        return
      case 'error':
        endsAt.value = null
        error.value = event.message ?? 'error'
        return
      case 'timeout':
      case 'malformed':
      case 'unknown':
    }
  }

  watch(
    () => toValue(taskId),
    (id) => {
      stop?.()
      stop = null
      progress.value = null
      endsAt.value = null
      isComplete.value = false
      isConnected.value = false
      error.value = null
      if (id === null) return
      stop = store.followTask(id, {
        onEvent: handle,
        onState: (state) => (isConnected.value = state.status === 'open'),
      })
    },
    { immediate: true },
  )
  onScopeDispose(() => stop?.())
  return {
    progress: shallowReadonly(progress),
    secondsLeft: computed(() =>
      endsAt.value === null ? null : Math.max(0, (endsAt.value - now.value) / 1000),
    ),
    isComplete: readonly(isComplete),
    isConnected: readonly(isConnected),
    error: shallowReadonly(error),
  }
}
