import type { Task } from '@/tasks/state'
import { taskKey, type Tasks } from '@/tasks/state'

/** A running job with these changes. */
export function job(changes: Partial<Task> = {}): Task {
  return {
    kind: 'job',
    id: 'a',
    type: 'storyboard_extraction',
    projectId: 'p',
    sceneId: null,
    status: 'running',
    progress: null,
    step: null,
    message: null,
    error: null,
    result: null,
    version: null,
    endsAt: null,
    doubt: null,
    createdAt: 1_000,
    startedAt: null,
    updatedAt: 1_000,
    seenAt: 5_000,
    ...changes,
  }
}

/** Tasks by their keys. */
export function tasksOf(...tasks: Task[]): Tasks {
  return new Map(tasks.map((task) => [taskKey(task), task]))
}
