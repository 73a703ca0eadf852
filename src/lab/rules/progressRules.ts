import type { MessageOf, MessageType } from '@/protocol/messages'
import type { MessageContext } from './findings'

/** The progress of one stage within a run. */
export interface ProgressTrack {
  /** The latest progress by message type: `progress` and `stage_update` may count differently. */
  readonly progress: Map<MessageType, number>
  /** Index of the entry where progress reached 100. */
  fullAt: number | null
  /** Whether `progress_early` has been reported: once per run. */
  wasEarly: boolean
}

/** A track without progress. */
export function noProgress(): ProgressTrack {
  return { progress: new Map(), fullAt: null, wasEarly: false }
}

/** Forget the progress: the stage starts again, or messages may be missing. */
export function forgetProgress(track: ProgressTrack): void {
  track.progress.clear()
  track.fullAt = null
  track.wasEarly = false
}

/** Follow the progress of a message, and report when it decreases. */
export function followProgress(
  track: ProgressTrack,
  { type, progress }: MessageOf<'progress' | 'stage_update'>,
  { stage, entry, findings }: MessageContext,
): void {
  if (progress === null) return
  const last = track.progress.get(type) ?? 0
  // A stage that starts again starts at 0.
  const isRestart = type === 'stage_update' && progress === 0
  if (isRestart) forgetProgress(track)
  else if (progress < last)
    findings.add({ rule: 'progress_back', entry, params: { stage, from: last, to: progress } })
  track.progress.set(type, progress)
  if (progress >= 100) track.fullAt ??= entry
}

/** Report work that continues after progress has reached 100. */
export function followWork(track: ProgressTrack, { stage, findings }: MessageContext): void {
  if (track.fullAt === null || track.wasEarly) return
  findings.add({ rule: 'progress_early', entry: track.fullAt, params: { stage } })
  track.wasEarly = true
}
