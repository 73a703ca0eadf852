import type { Position, PositionKey, ProjectState } from './state'

/**
 * How a message stands to what has been heard. `tied`: the times are equal and there are no ids, so that it may be
 * the same message or another one; `unclear`: there is nothing to go by.
 */
export type Order = 'newer' | 'same' | 'older' | 'tied' | 'unclear'

/** What a message says of its own place. */
export type Heard = Pick<Position, 'id' | 'sentAt'>

/** Ids that count: decimal numbers, possibly in parts (`1732243200000-12`). Others have no order. */
const COUNTING_ID = /^\d+(?:-\d+)*$/

/**
 * Order two ids of one server.
 *
 * @returns negative, zero or positive; null where they differ and cannot be ordered
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
 * Whether a message is later than what is known, by id, else by the server's time.
 *
 * An id that is not above the known one belongs to a server that has begun to count anew where the time is later, and
 * may do so where there are no times and the known one is of a former stream.
 */
export function orderOf(message: Heard, known: Position): Order {
  const ids = message.id === null || known.id === null ? null : compareIds(message.id, known.id)
  const knownAt = latest(known.sentAt, known.endedAt)
  const times = message.sentAt === null || knownAt === null ? null : message.sentAt - knownAt
  if (ids !== null && ids > 0) return 'newer'
  if (times !== null && times > 0) return 'newer'
  if (ids !== null && (times !== null || !known.isOfFormerStream)) return ids === 0 ? 'same' : 'older'
  if (times !== null) return times < 0 ? 'older' : 'tied'
  return known.receivedAt === null && knownAt === null ? 'newer' : 'unclear'
}

function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b)
}

/** The position after a message has been heard. */
export function advance(known: Position, message: Heard & { readonly receivedAt: number }): Position {
  return {
    id: message.id ?? known.id,
    sentAt: message.sentAt ?? known.sentAt,
    endedAt: known.endedAt,
    receivedAt: message.receivedAt,
    isOfFormerStream: false,
  }
}

/** The positions when another stream has been opened. */
export function ofFormerStream(positions: ProjectState['positions']): ProjectState['positions'] {
  const keys = Object.keys(positions) as PositionKey[]
  const marked = keys.map((key) => [key, { ...positions[key], isOfFormerStream: positions[key].id !== null }])
  return Object.fromEntries(marked) as ProjectState['positions']
}
