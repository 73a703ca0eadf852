import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import type { Envelope } from '@/pipeline/envelope'
import { reduce } from '@/pipeline/reduce'
import { initialState, type ProjectState } from '@/pipeline/state'
import { parseMessage } from '@/protocol/messages'
import { projectSnapshotSchema } from '@/protocol/snapshot'
import { STAGES } from '@/protocol/stages'
import { createFrameReader, type Frame } from '@/transport/frames'

/** A wire message in its envelope. `at` is the time of sending and of arrival, in milliseconds. */
export function messageAt(wire: Record<string, unknown>, at: number, id: string | null = null): Envelope {
  const parsed = parseMessage(JSON.stringify({ project_id: 'p', timestamp: at / 1000, ...wire }))
  if (parsed.kind !== 'message') throw new Error(`not a message: ${JSON.stringify(parsed)}`)
  return { kind: 'message', message: parsed.message, id, receivedAt: at }
}

/** A stage of a snapshot, with the field names of the wire. */
export type WireStage = Record<string, unknown>

/** A snapshot in its envelope, requested at `requestedAt`. Stages that are not given are pending. */
export function snapshot(
  status: string,
  stages: Partial<Record<(typeof STAGES)[number], WireStage>>,
  requestedAt: number,
): Envelope {
  const wire = {
    id: 'p',
    name: 'A film',
    original_topic: 'A story.',
    status,
    stages: STAGES.map((stage) => ({
      stage_type: stage,
      status: 'pending',
      retry_count: 0,
      ...stages[stage],
    })),
  }
  const snapshot = v.parse(projectSnapshotSchema, wire)
  return { kind: 'snapshot', snapshot, requestedAt, receivedAt: requestedAt + 20 }
}

/** A time in ISO format, for `started_at` and `completed_at`. */
export function iso(at: number): string {
  return new Date(at).toISOString()
}

/** Fold envelopes, starting from an empty or a given state. */
export function fold(envelopes: readonly Envelope[], from: ProjectState = initialState('p')): ProjectState {
  return envelopes.reduce(reduce, from)
}

/** The frames of a recorded stream. */
function recordedFrames(name: string): Frame[] {
  const frames: Frame[] = []
  const reader = createFrameReader({
    onFrame: (frame) => frames.push(frame),
    onComment: () => undefined,
    onRetry: () => undefined,
    onTooLarge: () => undefined,
  })
  reader.feed(readFileSync(`tests/fixtures/streams/${name}.txt`))
  return frames
}

/** A recorded stream in envelopes, one every 10 ms. */
export function recorded(name: string, { withIds }: { withIds: boolean }): Envelope[] {
  return recordedFrames(name).map((frame, index): Envelope => {
    const parsed = parseMessage(frame.data)
    const receivedAt = 1_000 + index * 10
    if (parsed.kind !== 'message') return { kind: 'rejected', reason: parsed.kind, receivedAt }
    return { kind: 'message', message: parsed.message, id: withIds ? frame.id : null, receivedAt }
  })
}

/** The snapshot that goes with a recorded stream, asked for after it. */
export function recordedSnapshot(name: string, requestedAt: number): Envelope {
  const wire: unknown = JSON.parse(readFileSync(`tests/fixtures/streams/${name}.snapshot.json`, 'utf8'))
  const snapshot = v.parse(projectSnapshotSchema, wire)
  return { kind: 'snapshot', snapshot, requestedAt, receivedAt: requestedAt + 20 }
}
