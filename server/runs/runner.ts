import type { Stage } from '../../src/protocol/stages'
import { findProject, setStatus } from '../database/projects'
import { say } from '../texts'
import type { Language } from '../words/language'
import { StageFailedError, wordsOf } from './failure'
import { createRunContext, type StageInput, type StudioParts } from './runContext'
import { runPipeline, runSingleStage } from './runPipeline'
import { createSettlement, type RunEnd } from './settlement'

/** What to run: the whole pipeline, or one stage alone. */
export type RunTarget = { kind: 'pipeline' } | { kind: 'stage'; stage: Stage; input: StageInput }

/** Runs projects: one run per project, at most two at once. Others are queued in the order in which they were started. */
export interface Runner {
  /** Start a run of a project that is not busy. `position` counts from 1; it is null where the run started at once. */
  start(projectId: string, target: RunTarget, language: Language): { taskId: string; position: number | null }
  /** Whether a project is running or queued. */
  isBusy(projectId: string): boolean
  /** The project's place in the queue, from 1; null where it is not queued. */
  queuePosition(projectId: string): number | null
  /** Take a project out of the queue. Returns whether it was queued. */
  release(projectId: string): boolean
  /** Stop the project's run, if there is one, and wait until it has stopped. */
  stop(projectId: string): Promise<void>
  /** How the project's last run ended, where that could not be written yet; else null. */
  unwrittenEnd(projectId: string): RunEnd | null
  /** Try to write such an end now. Throws the storage's error if it is still impossible. */
  writeEnd(projectId: string): void
  /** Forget a project that was deleted. */
  forget(projectId: string): void
  /** Stop all runs and wait until they have stopped. */
  close(): Promise<void>
}

interface Entry {
  readonly projectId: string
  readonly taskId: string
  readonly target: RunTarget
  readonly language: Language
  readonly controller: AbortController
  /** Null while the project is queued. It resolves when the run has stopped, and never rejects. */
  finished: Promise<void> | null
}

const MAX_RUNNING = 2

/**
 * Create a runner.
 *
 * @param onBug called with errors that are not the failure of a stage, and with those of the storage
 */
export function createRunner(parts: StudioParts, onBug: (error: unknown) => void): Runner {
  /** Running and queued projects, in the order in which they were started. */
  const entries = new Map<string, Entry>()
  const settlement = createSettlement(parts, onBug)
  let closed = false

  const waiting = (): Entry[] => [...entries.values()].filter((entry) => entry.finished === null)

  function launchNext(): void {
    const next = waiting()[0]
    if (closed || !next || entries.size - waiting().length >= MAX_RUNNING) return
    next.finished = carryOut(next)
      .catch(onBug)
      .then(() => {
        entries.delete(next.projectId)
        launchNext()
      })
    launchNext()
  }

  async function carryOut({ projectId, taskId, target, language, controller }: Entry): Promise<void> {
    const project = findProject(parts.db, projectId)
    if (!project) return
    const report = (percent: number) => {
      if (target.kind === 'stage') parts.tasks.report(taskId, percent)
    }
    const run = createRunContext(parts, project, language, controller.signal, report)
    try {
      parts.db.transaction(() => {
        setStatus(parts.db, projectId, 'processing')
        parts.tasks.start(taskId)
      })
      run.announce({ type: 'stage_update', stage: 'pipeline', status: 'processing' })
      if (target.kind === 'pipeline') await runPipeline(run)
      else await runSingleStage(run, target.stage, target.input)
      parts.tasks.change(taskId, { state: 'SUCCESS' })
    } catch (error) {
      // Of a project that was deleted meanwhile, nothing remains to be written or told.
      if (!findProject(parts.db, projectId)) return
      const isPaused = controller.signal.aborted
      const words = isPaused ? say(language, 'interrupted') : wordsOf(error, language)
      settlement.end(projectId, { taskId, kind: isPaused ? 'paused' : 'failed', words })
      if (!isPaused && !(error instanceof StageFailedError)) throw error
    }
  }

  function release(projectId: string): boolean {
    const entry = entries.get(projectId)
    if (!entry || entry.finished !== null) return false
    entries.delete(projectId)
    const words = say(entry.language, 'released')
    settlement.end(projectId, { taskId: entry.taskId, kind: 'released', words })
    const status = findProject(parts.db, projectId)?.status
    if (status) parts.hub.publish(projectId, { type: 'stage_update', stage: 'pipeline', status })
    return true
  }

  async function stop(projectId: string): Promise<void> {
    if (release(projectId)) return
    const entry = entries.get(projectId)
    entry?.controller.abort()
    await entry?.finished
  }

  function queuePosition(projectId: string): number | null {
    const index = waiting().findIndex((entry) => entry.projectId === projectId)
    return index === -1 ? null : index + 1
  }

  return {
    start(projectId, target, language) {
      const taskId = parts.db.transaction(() => {
        setStatus(parts.db, projectId, 'queued')
        return parts.tasks.add(projectId, target.kind === 'stage' ? target.stage : 'run')
      })
      const controller = new AbortController()
      entries.set(projectId, { projectId, taskId, target, language, controller, finished: null })
      launchNext()
      const position = queuePosition(projectId)
      if (position !== null)
        parts.hub.publish(projectId, { type: 'stage_update', stage: 'pipeline', status: 'queued' })
      return { taskId, position }
    },
    isBusy: (projectId) => entries.has(projectId),
    queuePosition,
    release,
    stop,
    unwrittenEnd: (projectId) => settlement.unwritten(projectId),
    writeEnd: (projectId) => settlement.writeNow(projectId),
    forget: (projectId) => settlement.forget(projectId),
    async close() {
      closed = true
      await Promise.all([...entries.keys()].map(stop))
      settlement.close()
    },
  }
}
