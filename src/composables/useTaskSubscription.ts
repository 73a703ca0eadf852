import { computed, onScopeDispose, type ComputedRef } from 'vue'
import type { JobStatus } from '@/protocol/jobs'
import { useTaskStore } from '@/stores/tasks/taskStore'
import type { Task, TaskStatus } from '@/tasks/state'

/** A background job, with the field names of the wire. */
export interface SubscribedJob {
  readonly id: string
  readonly projectId: string | null
  readonly type: string | null
  /** `unknown` also while the connection is lost. */
  readonly status: JobStatus
  /** Percent; null while it cannot be measured. */
  readonly progress: number | null
  readonly currentStep: number | null
  readonly totalSteps: number | null
  readonly progressMessage: string | null
  readonly errorMessage: string | null
  /** A JSON text; null if there is none. */
  readonly resultData: string | null
}

/** What `useTaskSubscription` returns. */
export interface UseTaskSubscriptionReturn {
  /** The jobs of the signed-in person: those on the stream, and those that this browser remembers. */
  readonly jobs: ComputedRef<readonly SubscribedJob[]>
  readonly isConnected: ComputedRef<boolean>
}

const STATUSES: Readonly<Record<TaskStatus, JobStatus>> = {
  pending: 'pending',
  running: 'processing',
  completed: 'completed',
  partial: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  unknown: 'unknown',
}

function jobOf({ id, projectId, type, status, progress, step, message, error, result }: Task): SubscribedJob {
  return {
    id,
    projectId,
    type,
    status: STATUSES[status],
    progress,
    currentStep: step?.current ?? null,
    totalSteps: step?.total ?? null,
    progressMessage: message,
    errorMessage: error,
    resultData: result,
  }
}

/**
 * Follow the background jobs of the signed-in person for as long as the calling component exists. However many components
 * and tabs follow them, there is one stream.
 *
 * @example
 * const { jobs } = useTaskSubscription()
 * const extraction = computed(() => jobs.value.find(({ id }) => id === extractionId))
 */
export function useTaskSubscription(): UseTaskSubscriptionReturn {
  const store = useTaskStore()
  void store.askOffers()
  onScopeDispose(store.show())
  return {
    jobs: computed(() => [...store.tasks.values()].filter(({ kind }) => kind === 'job').map(jobOf)),
    isConnected: computed(() => store.connection.status === 'open'),
  }
}
