import { createFrameReader } from '@/transport/frames'
import type { FrameEntry, LabEntry } from '../entries'

/** The name of the file format, in its first line. */
export const FORMAT = 'dailies-stream'
/** The version that is written, and the only one that is read. */
export const FORMAT_VERSION = 1

/** The header of a recording. */
export interface RecordingHeader {
  /** Where it was recorded, without user, query and fragment: they may hold secrets. */
  readonly url: string
  readonly stage: string | null
  /** Milliseconds since the epoch. */
  readonly startedAt: number
}

/** A recorded stream. */
export interface Recording extends RecordingHeader {
  readonly entries: readonly LabEntry[]
}

/** Read the bytes of one block with the product's own reader; null if they are not exactly one frame. */
export function readBlock(bytes: Uint8Array): Pick<FrameEntry, 'data' | 'event' | 'id'> | null {
  const frames: Pick<FrameEntry, 'data' | 'event' | 'id'>[] = []
  const ignore = () => undefined
  createFrameReader({
    onFrame: (frame) => frames.push(frame),
    onComment: ignore,
    onRetry: ignore,
    onTooLarge: ignore,
  }).feed(bytes)
  return frames.length === 1 ? (frames[0] ?? null) : null
}
