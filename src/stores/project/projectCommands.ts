import { shallowRef, type ShallowRef } from 'vue'
import { API_ERRORS } from '@/api/calls/errors'
import {
  executeScene,
  executeStage,
  pauseProject,
  resumeProject,
  retryPipeline,
  retryStage,
  runPipeline,
} from '@/api/projects'
import type { Stage } from '@/protocol/stages'
import { createCommand, type CommandState } from '../shared/command'
import type { ProjectFeed } from './projectFeed'

/**
 * What a person can request of a run. `again` continues a failed one; `cancel` takes it out of the queue; `check` only fetches
 * a snapshot.
 */
export type RunRequest = 'run' | 'again' | 'pause' | 'cancel' | 'resume' | 'check'

/** What a command of a project is about; `stage` is null for commands about the whole run. */
export interface CommandSubject {
  readonly name: 'run' | 'pause' | 'resume' | 'retry' | 'redo' | 'change'
  readonly stage: Stage | null
}

/** A task that a command has started, as far as the server names it. */
export interface StartedItem {
  readonly taskId: string
  readonly stage: Stage
  readonly sceneId: string
}

/**
 * The commands of one project. None of them rejects. While one is on its way, all others do nothing. They resolve with whether
 * the server has accepted them.
 */
export interface ProjectCommands {
  readonly command: Readonly<ShallowRef<CommandState<CommandSubject>>>
  /** Run all stages that are not completed. */
  readonly run: () => Promise<boolean>
  /** Run a failed project again, from the stage that failed. */
  readonly runAgain: () => Promise<boolean>
  readonly pause: () => Promise<boolean>
  readonly resume: () => Promise<boolean>
  /** Run a failed stage again and continue with the stages after it. */
  readonly retry: (stage: Stage) => Promise<boolean>
  /** Run a failed stage again, and no other. */
  readonly retryAlone: (stage: Stage) => Promise<boolean>
  /** Make the item of one scene again, and nothing else. */
  readonly retryScene: (stage: Stage, sceneId: string) => Promise<boolean>
  /** The last task that `retryScene` has started; null before the first. */
  readonly startedItem: Readonly<ShallowRef<StartedItem | null>>
  /**
   * Send another command: it is one of them, and its effect shows in the snapshot that follows.
   *
   * @param stage the stage that it is about; null for the whole run
   */
  readonly perform: (
    name: CommandSubject['name'],
    stage: Stage | null,
    call: () => Promise<void>,
  ) => Promise<boolean>
  readonly dismissRefusal: () => void
  /**
   * Drop a refusal whose cause is gone. A failure of the network is over once a later snapshot arrives, any other refusal
   * once the project's status changes.
   */
  readonly review: (change: 'snapshot' | 'status') => void
}

/**
 * Make the commands of a project.
 *
 * @param feed `settle` fetches a snapshot: the effect of a command shows only there and in messages
 */
export function createProjectCommands(
  projectId: string,
  { settle, expectRun }: Pick<ProjectFeed, 'settle' | 'expectRun'>,
): ProjectCommands {
  const { state, send, dismiss } = createCommand<CommandSubject>()
  /** Commands that still wait for their snapshot. It must not drop a refusal before the user can read it. */
  let unsettled = 0
  const startedItem = shallowRef<StartedItem | null>(null)

  async function perform(name: CommandSubject['name'], stage: Stage | null, call: () => Promise<void>) {
    if (state.value.status === 'sending') return false
    unsettled += 1
    const stopExpecting = name === 'pause' || name === 'change' ? null : expectRun()
    try {
      await send({ name, stage }, async () => {
        await call()
        // The command stays `sending` until its effect shows, so that no button offers it again meanwhile.
        await settle()
      })
      const isRefused = state.value.status === 'refused'
      if (isRefused) await settle()
      return !isRefused
    } finally {
      unsettled -= 1
      stopExpecting?.()
    }
  }

  return {
    command: state,
    run: () => perform('run', null, () => runPipeline(projectId)),
    runAgain: () => perform('run', null, () => retryPipeline(projectId)),
    pause: () => perform('pause', null, () => pauseProject(projectId)),
    resume: () => perform('resume', null, () => resumeProject(projectId)),
    retry: (stage) =>
      perform('retry', stage, async () => {
        await retryStage(projectId, stage)
        // The first call only marks the stage. `run_pipeline` skips completed stages, so it starts with this one, and
        // unlike `execute_stage` it continues with the stages after it.
        await runPipeline(projectId)
      }),
    retryAlone: (stage) =>
      perform('retry', stage, async () => {
        await retryStage(projectId, stage)
        await executeStage(projectId, stage)
      }),
    retryScene: (stage, sceneId) =>
      perform('retry', stage, async () => {
        const taskId = await executeScene(projectId, stage, sceneId)
        if (taskId !== null) startedItem.value = { taskId, stage, sceneId }
      }),
    startedItem,
    perform,
    dismissRefusal: dismiss,
    review(change) {
      const now = state.value
      if (now.status !== 'refused') return
      if (change === 'status' || (unsettled === 0 && API_ERRORS[now.error.kind].isRetryable)) dismiss()
    },
  }
}
