import { shallowRef, type ShallowRef } from 'vue'
import { API_ERRORS, ApiError } from '@/api/calls/errors'
import { pauseProject, resumeProject, retryStage, runPipeline } from '@/api/projects'
import type { Stage } from '@/protocol/stages'

/** What a person can ask of a run. */
export type CommandName = 'run' | 'pause' | 'resume' | 'retry'

/** The last command: on its way, or refused by the server. Its effect is not here but in the state. */
export type CommandState =
  | { readonly status: 'idle' }
  | { readonly status: 'sending'; readonly name: CommandName; readonly stage: Stage | null }
  | {
      readonly status: 'refused'
      readonly name: CommandName
      readonly stage: Stage | null
      readonly error: ApiError
    }

/** The commands of one project. None of them rejects; while one is on its way another one does nothing. */
export interface ProjectCommands {
  readonly command: Readonly<ShallowRef<CommandState>>
  /** Run all stages that are not completed. */
  readonly run: () => Promise<void>
  readonly pause: () => Promise<void>
  readonly resume: () => Promise<void>
  /** Run a failed stage again and go on from there. */
  readonly retry: (stage: Stage) => Promise<void>
  readonly dismissRefusal: () => void
  /**
   * Told what has been learnt of the project since: a refusal does not outlive its cause. What stood in the way in
   * passing is over when a later snapshot comes, and whatever the state forbade when the status is another.
   */
  readonly review: (news: 'snapshot' | 'status') => void
}

/**
 * Make the commands of a project.
 *
 * @param settle fetches a snapshot: only it and messages tell what a command has done
 */
export function createProjectCommands(projectId: string, settle: () => Promise<void>): ProjectCommands {
  const command = shallowRef<CommandState>({ status: 'idle' })
  /** A refusal until the look at the project that follows it: to drop it then would leave the person without a word. */
  let fresh: CommandState | null = null

  async function send(name: CommandName, stage: Stage | null, call: () => Promise<void>) {
    if (command.value.status === 'sending') return
    command.value = { status: 'sending', name, stage }
    try {
      await call()
      // `sending` until the effect can be seen, so that no button offers again what was just asked for.
      await settle()
      command.value = { status: 'idle' }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const refused = (command.value = fresh = { status: 'refused', name, stage, error })
      await settle()
      if (fresh === refused) fresh = null
    }
  }

  function drop() {
    if (command.value.status === 'refused') command.value = { status: 'idle' }
  }

  return {
    command,
    run: () => send('run', null, () => runPipeline(projectId)),
    pause: () => send('pause', null, () => pauseProject(projectId)),
    resume: () => send('resume', null, () => resumeProject(projectId)),
    retry: (stage) =>
      send('retry', stage, async () => {
        await retryStage(projectId, stage)
        // The first call only marks the stage. A run skips what is completed, so it begins with this stage, and
        // unlike `execute_stage` it goes on with those that wait behind it.
        await runPipeline(projectId)
      }),
    dismissRefusal: drop,
    review(news) {
      const now = command.value
      if (now.status !== 'refused') return
      if (news === 'status' || (now !== fresh && API_ERRORS[now.error.kind].isRetryable)) drop()
    },
  }
}
