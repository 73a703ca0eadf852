import type { ProjectStatus } from '@/protocol/projectRows'
import type { Stage } from '@/protocol/stages'
import type { StageState } from '@/pipeline/state'

/** The part of a run's state that a change is announced of. */
export interface RunMoment {
  /** Null until it is known. */
  readonly run: ProjectStatus | null
  readonly stages: readonly Pick<StageState, 'stage' | 'status'>[]
  /** The stage that has failed, with the server's words; null if none has. */
  readonly failed: { readonly stage: Stage; readonly message: string } | null
  readonly sceneCount: number
  /** Whether the server has not been reached for a while. */
  readonly isLost: boolean
}

/** One thing to say. */
export type Saying =
  | { readonly kind: 'started' | 'resumed' | 'paused' | 'queued' | 'rolledBack' | 'lost' | 'back' }
  | { readonly kind: 'working' | 'done' | 'skipped'; readonly stage: Stage }
  | { readonly kind: 'finished'; readonly scenes: number }
  /** `message`: the server's words; '' where there are none. */
  | { readonly kind: 'failed'; readonly stage: Stage; readonly message: string }

const STAGE_SAYINGS = {
  running: 'working',
  completed: 'done',
  failed: 'failed',
  skipped: 'skipped',
  // A stage that waits, or of which nothing is known, is no news: what has happened to the run is.
  pending: null,
  unknown: null,
} as const satisfies Record<StageState['status'], Saying['kind'] | null>

/** What has become of the run as a whole. */
function ofRun(before: RunMoment, now: RunMoment): Saying | null {
  if (before.run === now.run) return null
  switch (now.run) {
    case 'processing':
      if (before.run === 'unknown') return null
      return { kind: before.run === 'paused' ? 'resumed' : 'started' }
    case 'paused':
    case 'queued':
      return { kind: now.run }
    case 'draft':
      return { kind: 'rolledBack' }
    case 'completed':
      return { kind: 'finished', scenes: now.sceneCount }
    case 'failed': // its stage has said so
    case 'unknown':
    case null:
      return null
  }
}

/** The status of a stage. One that is marked to be run again works once the run goes on. */
function statusIn({ run, stages }: RunMoment, index: number): StageState['status'] {
  const status = stages[index]?.status ?? 'pending'
  return status === 'running' && run !== 'processing' ? 'pending' : status
}

/**
 * What has changed between two moments, in the order in which it is said: the connection, the beginning of a run, its stages,
 * and what has become of it. Tokens and progress are no news.
 */
export function runSayings(before: RunMoment, now: RunMoment): readonly Saying[] {
  const connection: Saying[] = before.isLost === now.isLost ? [] : [{ kind: now.isLost ? 'lost' : 'back' }]
  // The first moment is on the page, to be read there.
  if (before.run === null || now.run === null) return connection
  const run = ofRun(before, now)
  const stages = now.stages.flatMap(({ stage }, index): Saying[] => {
    const was = statusIn(before, index)
    const status = statusIn(now, index)
    const kind = STAGE_SAYINGS[status]
    // That it still works is no news either when the connection is back.
    if (kind === null || status === was || (was === 'unknown' && status === 'running')) return []
    if (kind !== 'failed') return [{ kind, stage }]
    return [{ kind, stage, message: now.failed?.stage === stage ? now.failed.message : '' }]
  })
  const isBeginning = run?.kind === 'started' || run?.kind === 'resumed'
  if (run === null) return [...connection, ...stages]
  return isBeginning ? [...connection, run, ...stages] : [...connection, ...stages, run]
}
