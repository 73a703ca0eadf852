import type { Message } from '@/protocol/messages'
import { isUtf8 } from '../bytes'
import type { FrameEntry, StreamEntry } from '../entries'
import { MESSAGE_FACTS } from '../messageFacts'
import type { Findings } from './findings'

/** Larger frames are reported, in bytes. */
const GIANT_FRAME_BYTES = 1024 * 1024
/** Smaller steps back are ignored because the clocks of several machines differ, in milliseconds. */
const CLOCK_TOLERANCE_MS = 100
/** Number of the newest frames and ids that the next one is compared with. */
const REMEMBERED = 64
/** Of longer frames only both ends are compared, in UTF-16 units. */
const COMPARED_LENGTH = 4_096

/** The rules about single frames and their order: bytes, ids, times, duplicates. */
export interface FrameRules {
  /** Check a frame or comment. @returns whether it is a duplicate, which the other rules ignore */
  readonly add: (entry: StreamEntry) => boolean
  /** A new stream begins: the server may replay missed messages or restart its ids. */
  readonly newStream: () => void
  readonly conclude: (findings: Findings) => void
}

function keyOf({ data, id }: FrameEntry): string {
  const half = COMPARED_LENGTH / 2
  const compared =
    data.length <= COMPARED_LENGTH ? data : `${data.slice(0, half)}${data.length}${data.slice(-half)}`
  return `${id ?? ''}\n${compared}`
}

/** Whether the frame contains something that differs between any two messages. */
function isUnique({ id, parsed }: FrameEntry): boolean {
  if (id !== null) return true
  if (parsed.kind !== 'message') return false
  const { message } = parsed
  return (
    message.sentAt !== null ||
    (message.type === 'token' && message.fullText !== null && message.content !== '')
  )
}

/** Whether `id` is lower than `last`; both must be numbers such as `12` or `12-3`. */
function isBefore(id: string, last: string): boolean {
  const [a, b] = [id, last].map((text) => /^(\d{1,30})(?:-(\d{1,30}))?$/.exec(text))
  if (!a || !b || (a[2] === undefined) !== (b[2] === undefined)) return false
  const [major, otherMajor] = [BigInt(a[1] ?? 0), BigInt(b[1] ?? 0)]
  return major === otherMajor ? BigInt(a[2] ?? 0) < BigInt(b[2] ?? 0) : major < otherMajor
}

/** Remembers the newest texts. */
function createMemory() {
  const texts: string[] = []
  return {
    has: (text: string) => texts.includes(text),
    add(text: string) {
      texts.push(text)
      if (texts.length > REMEMBERED) texts.shift()
    },
    clear: () => texts.splice(0),
  }
}

/** Create the rules about frames. @param findings receives breaches as they occur */
export function createFrameRules(findings: Findings): FrameRules {
  const frames = createMemory()
  const ids = createMemory()
  let lastId: string | null = null
  let lastSentAt: number | null = null
  let withId = 0
  let withoutId = 0
  let firstWithoutId: number | null = null

  function checkBytes(entry: StreamEntry) {
    const size = entry.bytes.length
    if (size > GIANT_FRAME_BYTES)
      findings.add({ rule: 'giant_frame', entry: entry.index, params: { bytes: size } })
    const text = entry.kind === 'comment' ? entry.text : entry.data
    // Invalid bytes always leave a replacement character, so only such a text needs the slower check.
    if (text.includes('\ufffd') && !isUtf8(entry.bytes))
      findings.add({ rule: 'not_utf8', entry: entry.index })
  }

  function checkId({ id, index }: FrameEntry) {
    if (id === null || id === '') return
    if (ids.has(id) || (lastId !== null && isBefore(id, lastId)))
      findings.add({ rule: 'ids_repeat', entry: index, params: { id } })
    ids.add(id)
    lastId = id
  }
  function countIds({ type }: Message, { id, index }: FrameEntry) {
    if (!MESSAGE_FACTS[type].isInHistory) return
    if (id !== null) withId += 1
    else {
      withoutId += 1
      firstWithoutId ??= index
    }
  }
  function checkTime({ type, sentAt }: Message, entry: number) {
    if (sentAt === null || !MESSAGE_FACTS[type].isInHistory) return
    const byMs = Math.round((lastSentAt ?? sentAt) - sentAt)
    if (byMs > CLOCK_TOLERANCE_MS) findings.add({ rule: 'time_back', entry, params: { byMs } })
    lastSentAt = Math.max(lastSentAt ?? sentAt, sentAt)
  }

  return {
    add(entry) {
      checkBytes(entry)
      if (entry.kind === 'comment') return false
      const key = keyOf(entry)
      if (isUnique(entry) && frames.has(key)) {
        findings.add({ rule: 'duplicate', entry: entry.index })
        return true
      }
      frames.add(key)
      checkId(entry)
      if (entry.parsed.kind !== 'message') return false
      countIds(entry.parsed.message, entry)
      checkTime(entry.parsed.message, entry.index)
      return false
    },
    newStream() {
      frames.clear()
      ids.clear()
      lastId = null
      lastSentAt = null
    },
    conclude(target) {
      if (withId === 0 || withoutId === 0) return
      const params = { missing: withoutId, messages: withId + withoutId }
      target.add({ rule: 'ids_missing', entry: firstWithoutId, params })
    },
  }
}
