import { bareTask, taskKey, type Task, type Tasks } from '@/tasks/state'

/** A running job with these changes. */
export function job(changes: Partial<Task> = {}): Task {
  return bareTask({
    kind: 'job',
    id: 'a',
    type: 'storyboard_extraction',
    projectId: 'p',
    status: 'running',
    createdAt: 1_000,
    updatedAt: 1_000,
    seenAt: 5_000,
    ...changes,
  })
}

/** Tasks by their keys. */
export function tasksOf(...tasks: Task[]): Tasks {
  return new Map(tasks.map((task) => [taskKey(task), task]))
}
