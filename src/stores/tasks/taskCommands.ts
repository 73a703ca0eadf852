import type { Ref, ShallowRef } from 'vue'
import { saveRewrite } from '@/api/projectEdits'
import { startBatch } from '@/api/tasks/batches'
import { startPicture, type PictureWish } from '@/api/tasks/generation'
import { cancelJob, decideScenes, startExtraction } from '@/api/tasks/jobs'
import { cancelTask, startExport } from '@/api/tasks/singleTasks'
import { VARIANTS_TYPE } from '@/protocol/batches'
import { PICTURE_TYPE } from '@/protocol/generation'
import { EXTRACTION_TYPE, type Decision } from '@/protocol/jobs'
import { EXPORT_TYPE } from '@/protocol/singleTasks'
import { taskKey, type Task, type TaskKind } from '@/tasks/state'
import { createCommand, type CommandState } from '../shared/command'
import type { JobFeed } from './jobFeed'

/** What a command of the task centre is about. */
export interface TaskSubject {
  readonly name: 'extract' | 'variants' | 'choose' | 'export' | 'redraw' | 'cancel' | 'decide'
  /** The key of a task (`cancel`, `decide`), the id of a scene (`redraw`), or the id of a project. */
  readonly about: string
}

/** A task that was started here. */
export type StartedTask = Pick<Task, 'kind' | 'id' | 'type' | 'projectId' | 'step'> &
  Partial<Pick<Task, 'sceneId'>>

/** What the commands need of the store. */
export interface TaskCommandsOptions {
  readonly jobs: JobFeed
  /** Counts the commands that start a job and are on their way. */
  readonly starting: Ref<number>
  readonly onStarted: (task: StartedTask) => void
  /** A task has changed on the server. */
  readonly ask: (task: Task) => Promise<void>
  /** A task need not be followed any more. */
  readonly onCancelled: (task: Task) => void
}

/** The commands about background tasks. None of them rejects. While one is on its way, all others do nothing. */
export interface TaskCommands {
  readonly command: Readonly<ShallowRef<CommandState<TaskSubject>>>
  readonly dismissRefusal: () => void
  /** Start to divide a project's text into scenes. */
  readonly extract: (projectId: string) => Promise<void>
  /** Start to write `count` versions of a project's text. */
  readonly writeVariants: (projectId: string, count: number) => Promise<void>
  /** Make this the rewritten text of a project. */
  readonly chooseText: (projectId: string, text: string) => Promise<void>
  /** Start to join the clips of a project into one film. */
  readonly exportFilm: (projectId: string) => Promise<void>
  /** Ask for another picture of a scene. @returns the id of the task; null if it was refused */
  readonly redraw: (wish: PictureWish) => Promise<string | null>
  /** Cancel a task and what would follow from it. */
  readonly cancel: (task: Task) => Promise<void>
  /** Decide about the scenes that a job proposes. `scenes`: the numbers of those that become the storyboard. */
  readonly decide: (task: Task, decision: Decision, scenes: readonly number[]) => Promise<void>
}

/** Make the commands. */
export function createTaskCommands(options: TaskCommandsOptions): TaskCommands {
  const { jobs, starting, onStarted, ask, onCancelled } = options
  const { state, send, dismiss } = createCommand<TaskSubject>()

  /** How a task of each kind is cancelled. A batch cannot be. */
  const CANCEL: Readonly<Record<TaskKind, ((task: Task) => Promise<void>) | null>> = {
    job: async ({ id }) => cancelJob(id),
    task: async ({ id }) => cancelTask(id),
    batch: null,
    // The server has no call for it: the page aborts its question, and asks no more.
    poll: (task) => Promise.resolve(onCancelled(task)),
  }

  return {
    command: state,
    dismissRefusal: dismiss,
    async extract(projectId) {
      starting.value += 1
      try {
        await send({ name: 'extract', about: projectId }, async () => {
          const id = await startExtraction(projectId)
          onStarted({ kind: 'job', id, type: EXTRACTION_TYPE, projectId, step: null })
          jobs.noteStarted()
        })
      } finally {
        starting.value -= 1
      }
    },
    writeVariants: (projectId, count) =>
      send({ name: 'variants', about: projectId }, async () => {
        const id = await startBatch(projectId, count)
        onStarted({ kind: 'batch', id, type: VARIANTS_TYPE, projectId, step: { current: 0, total: count } })
      }),
    chooseText: (projectId, text) =>
      send({ name: 'choose', about: projectId }, () => saveRewrite(projectId, text)),
    exportFilm: (projectId) =>
      send({ name: 'export', about: projectId }, async () => {
        const id = await startExport(projectId)
        onStarted({ kind: 'task', id, type: EXPORT_TYPE, projectId, step: null })
      }),
    async redraw(wish) {
      let id: string | null = null
      await send({ name: 'redraw', about: wish.sceneId }, async () => {
        id = await startPicture(wish)
        const { projectId, sceneId } = wish
        onStarted({ kind: 'poll', id, type: PICTURE_TYPE, projectId, sceneId, step: null })
      })
      return id
    },
    cancel: (task) =>
      send({ name: 'cancel', about: taskKey(task) }, async () => {
        await CANCEL[task.kind]?.(task)
        await ask(task)
      }),
    decide: (task, decision, scenes) =>
      send({ name: 'decide', about: taskKey(task) }, async () => {
        await decideScenes(task.id, decision, scenes)
        await ask(task)
      }),
  }
}
