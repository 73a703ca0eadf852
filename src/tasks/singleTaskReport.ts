import { messageOfState, statusOfState, type SingleTask, type TaskProgress } from '@/protocol/singleTasks'
import { bareTask, type Task } from './state'

/**
 * The report that a `progress` event makes.
 *
 * @param known what is known of the task; the event does not say what it does, nor of which project it is
 * @param seenAt by the steady clock of the page
 */
export function reportOfProgress(
  id: string,
  { state, progress, estimated_time, updated_at }: Omit<TaskProgress, 'task_id'>,
  known: Task | undefined,
  seenAt: number,
): Task {
  return bareTask({
    kind: 'task',
    id,
    type: known?.type ?? null,
    projectId: known?.projectId ?? null,
    sceneId: known?.sceneId ?? null,
    status: statusOfState(state),
    progress,
    endsAt: estimated_time === null ? null : seenAt + estimated_time * 1000,
    message: messageOfState(state),
    updatedAt: updated_at,
    seenAt,
  })
}

/** The report that the end of a stream makes: its `complete`, or the server's own `error`. */
export function reportOfEnd(
  id: string,
  end: { readonly state: string } | { readonly error: string | null },
  known: Task | undefined,
  seenAt: number,
): Task {
  const isError = 'error' in end
  const nothing = { progress: null, estimated_time: null, updated_at: null }
  const report = reportOfProgress(id, { ...nothing, state: isError ? 'failed' : end.state }, known, seenAt)
  // A task that is complete does not run, whatever word the server has for that.
  const status = report.status === 'pending' || report.status === 'running' ? 'completed' : report.status
  return { ...report, status, error: isError ? end.error : null }
}

/** The report that a fetched task makes. */
export function reportOfTask(id: string, task: SingleTask, seenAt: number): Task {
  const report = reportOfProgress(id, task, undefined, seenAt)
  const { type, projectId, error, result, createdAt, startedAt } = task
  const message = task.message ?? report.message
  return { ...report, type, projectId, message, error, result, createdAt, startedAt }
}
