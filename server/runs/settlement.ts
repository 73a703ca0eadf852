import { setStatus, settleStatus } from '../database/projects'
import { failStage, interruptStage, stagesOf } from '../database/stages'
import type { StudioParts } from './runContext'

/** How a run ended that did not reach its goal. */
export interface RunEnd {
  readonly taskId: string
  /** `released`: it was taken out of the queue before it began. */
  readonly kind: 'failed' | 'paused' | 'released'
  /** The reason, as text for a person. */
  readonly words: string
}

/** Writes how runs ended, and remembers what could not be written: what the runner no longer holds is not running. */
export interface Settlement {
  /** Write the end of a run, or remember it and try again until it can be written. Never throws. */
  end(projectId: string, end: RunEnd): void
  /** The end that could not be written yet; null for every other project. */
  unwritten(projectId: string): RunEnd | null
  /** Try now to write what could not be written. Throws the storage's error if that is still so. */
  writeNow(projectId: string): void
  /** Forget a project that is deleted. */
  forget(projectId: string): void
  /** Stop trying. The next start of the studio finds what was not written. */
  close(): void
}

const RETRY_MS = 5000

/**
 * Create a settlement.
 *
 * @param onBug called with the error of each end that could not be written at once
 */
export function createSettlement(
  { db, hub, tasks }: Pick<StudioParts, 'db' | 'hub' | 'tasks'>,
  onBug: (error: unknown) => void,
): Settlement {
  const unwritten = new Map<string, RunEnd>()
  let timer: NodeJS.Timeout | null = null

  function write(projectId: string, { taskId, kind, words }: RunEnd): void {
    db.transaction(() => {
      for (const { stage } of stagesOf(db, projectId).filter((one) => one.status === 'processing'))
        if (kind === 'failed') failStage(db, projectId, stage, words)
        else interruptStage(db, projectId, stage)
      if (kind === 'paused') setStatus(db, projectId, kind)
      else settleStatus(db, projectId)
      tasks.change(taskId, { state: 'FAILURE', error: words })
    })
    unwritten.delete(projectId)
  }

  function tryAll(): void {
    for (const [projectId, end] of unwritten)
      try {
        write(projectId, end)
      } catch {
        break // The others would meet the same problem; the next attempt follows.
      }
    if (unwritten.size === 0) stopTimer()
  }

  function stopTimer(): void {
    if (timer !== null) clearInterval(timer)
    timer = null
  }

  return {
    end(projectId, end) {
      try {
        write(projectId, end)
      } catch (error) {
        unwritten.set(projectId, end)
        timer ??= setInterval(tryAll, RETRY_MS).unref()
        onBug(error)
        hub.publish(projectId, { type: 'pipeline_error', stage: 'pipeline', error: end.words, metadata: {} })
      }
    },
    unwritten: (projectId) => unwritten.get(projectId) ?? null,
    writeNow(projectId) {
      const end = unwritten.get(projectId)
      if (end) write(projectId, end)
    },
    forget: (projectId) => unwritten.delete(projectId),
    close: stopTimer,
  }
}
