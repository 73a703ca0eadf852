import type { Position, PositionKey, ProjectState } from './state'

/**
 * How a message relates to the messages before it. `tied`: the times are equal and there are no ids, so it may be the
 * same message or another one. `unclear`: there is nothing to compare.
 */
export type Order = 'newer' | 'same' | 'older' | 'tied' | 'unclear'

/** The id and time of a message, by which it is ordered. */
export type MessagePosition = Pick<Position, 'id' | 'sentAt'>

/** Ids that can be ordered: decimal numbers, possibly in parts (`1732243200000-12`). A longer one is not a count. */
const COUNTING_ID = /^(?=.{1,200}$)\d+(?:-\d+)*$/

/**
 * Compare two ids of one server.
 *
 * @returns negative, zero or positive; null if they differ and cannot be ordered
 */
export function compareIds(a: string, b: string): number | null {
  if (a === b) return 0
  if (!COUNTING_ID.test(a) || !COUNTING_ID.test(b)) return null
  const left = a.split('-').map(BigInt)
  const right = b.split('-').map(BigInt)
  if (left.length !== right.length) return null
  for (const [index, part] of left.entries()) {
    const other = right[index] ?? 0n
    if (part !== other) return part < other ? -1 : 1
  }
  return 0
}

/**
 * Compare a message with the known position, by id, else by the server's time.
 *
 * A restarted server counts its ids from the beginning. So a lower id with a later time is newer, and a lower id without
 * a time may be newer if the known position is from an earlier stream.
 */
export function orderOf(message: MessagePosition, known: Position): Order {
  const ids = message.id === null || known.id === null ? null : compareIds(message.id, known.id)
  const knownAt = latest(known.sentAt, known.endedAt)
  const times = message.sentAt === null || knownAt === null ? null : message.sentAt - knownAt
  if (ids !== null && ids > 0) return 'newer'
  if (times !== null && times > 0) return 'newer'
  if (ids !== null && (times !== null || !known.isFromEarlierStream)) return ids === 0 ? 'same' : 'older'
  if (times !== null) return times < 0 ? 'older' : 'tied'
  return known.receivedAt === null && knownAt === null ? 'newer' : 'unclear'
}

function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b)
}

/** The position after a message. */
export function advance(
  known: Position,
  message: MessagePosition & { readonly receivedAt: number },
): Position {
  return {
    id: message.id ?? known.id,
    sentAt: message.sentAt ?? known.sentAt,
    endedAt: known.endedAt,
    receivedAt: message.receivedAt,
    ignoredAt: null,
    isFromEarlierStream: false,
  }
}

/** A message that was ignored for its time counts against the known times for this long, in milliseconds. */
const DOUBT_MS = 10_000
/** Of messages that are ignored one after the other, one in this time needs a snapshot. */
const IGNORED_INTERVAL_MS = 5_000

/** Whether the message that is ignored now needs a snapshot, which shows whether ignoring it is right. */
export function isDoubtful({ ignoredAt }: Position, receivedAt: number): boolean {
  return ignoredAt === null || receivedAt - ignoredAt >= IGNORED_INTERVAL_MS
}

/**
 * The position after a snapshot has shown a run that messages did not show. If messages were ignored meanwhile, their
 * sender's clock is behind, and the known times say nothing about its messages.
 */
export function withoutFalseTimes(known: Position, now: number): Position {
  const isFalse = known.ignoredAt !== null && now - known.ignoredAt < DOUBT_MS
  return isFalse ? { ...known, sentAt: null, endedAt: null, ignoredAt: null } : known
}

/** The positions after another stream has opened. */
export function markEarlierStream(positions: ProjectState['positions']): ProjectState['positions'] {
  const keys = Object.keys(positions) as PositionKey[]
  const marked = keys.map((key) => [
    key,
    { ...positions[key], isFromEarlierStream: positions[key].id !== null },
  ])
  return Object.fromEntries(marked) as ProjectState['positions']
}
