import type { Message, MessageType } from '@/protocol/messages'
import { isUtf8 } from '../bytes'
import type { FrameEntry, StreamEntry } from '../entries'
import type { Findings } from './findings'

/** Larger frames are worth a word, in bytes. */
const GIANT_FRAME_BYTES = 1024 * 1024
/** Clocks of several machines differ: going back by less tells nothing, in milliseconds. */
const CLOCK_TOLERANCE_MS = 100
/** So many of the newest frames and ids are compared with the next. */
const REMEMBERED = 64
/** Of a longer frame its two ends are compared, in UTF-16 units. */
const COMPARED_LENGTH = 4_096

/** Messages that a server makes for one listener: they are not part of its numbered history. */
const LISTENERS_OWN: ReadonlySet<MessageType> = new Set(['connected', 'stream_end'])

/** The rules about single frames and their order: bytes, ids, times, repetitions. */
export interface FrameRules {
  /** Note what is wrong with a frame or comment. @returns whether it is a repetition, which tells nothing new */
  readonly add: (entry: StreamEntry) => boolean
  /** Another stream: a server may repeat what was missed, or count anew. */
  readonly newStream: () => void
  readonly conclude: (findings: Findings) => void
}

function keyOf({ data, id }: FrameEntry): string {
  const half = COMPARED_LENGTH / 2
  const compared =
    data.length <= COMPARED_LENGTH ? data : `${data.slice(0, half)}${data.length}${data.slice(-half)}`
  return `${id ?? ''}\n${compared}`
}

/** Whether two frames with the same content can only be the same: something in it would differ. */
function isUnique({ id, parsed }: FrameEntry): boolean {
  if (id !== null) return true
  if (parsed.kind !== 'message') return false
  const { message } = parsed
  return (
    message.sentAt !== null ||
    (message.type === 'token' && message.fullText !== null && message.content !== '')
  )
}

/** Whether numbers, as `12` or `12-3`, say that `id` is before `last`. */
function isBefore(id: string, last: string): boolean {
  const [a, b] = [id, last].map((text) => /^(\d{1,30})(?:-(\d{1,30}))?$/.exec(text))
  if (!a || !b || (a[2] === undefined) !== (b[2] === undefined)) return false
  const [major, otherMajor] = [BigInt(a[1] ?? 0), BigInt(b[1] ?? 0)]
  return major === otherMajor ? BigInt(a[2] ?? 0) < BigInt(b[2] ?? 0) : major < otherMajor
}

/** The newest few of a list of texts. */
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

/** @param findings where breaches are noted as they are seen */
export function createFrameRules(findings: Findings): FrameRules {
  const frames = createMemory()
  const ids = createMemory()
  let lastId: string | null = null
  let lastSentAt: number | null = null
  let numbered = 0
  let firstBare: number | null = null
  let bare = 0

  function checkBytes(entry: StreamEntry) {
    const size = entry.bytes.length
    if (size > GIANT_FRAME_BYTES)
      findings.note({ rule: 'giant_frame', entry: entry.index, params: { bytes: size } })
    const text = entry.kind === 'comment' ? entry.text : entry.data
    // Only what was replaced while decoding can have been wrong.
    if (text.includes('\ufffd') && !isUtf8(entry.bytes))
      findings.note({ rule: 'not_utf8', entry: entry.index })
  }

  function checkId({ id, index }: FrameEntry) {
    if (id === null || id === '') return
    if (ids.has(id) || (lastId !== null && isBefore(id, lastId)))
      findings.note({ rule: 'ids_repeat', entry: index, params: { id } })
    ids.add(id)
    lastId = id
  }
  function countIds({ type }: Message, { id, index }: FrameEntry) {
    if (LISTENERS_OWN.has(type)) return
    if (id !== null) numbered += 1
    else {
      bare += 1
      firstBare ??= index
    }
  }
  function checkTime({ type, sentAt }: Message, entry: number) {
    if (sentAt === null || LISTENERS_OWN.has(type)) return
    const byMs = Math.round((lastSentAt ?? sentAt) - sentAt)
    if (byMs > CLOCK_TOLERANCE_MS) findings.note({ rule: 'time_back', entry, params: { byMs } })
    lastSentAt = Math.max(lastSentAt ?? sentAt, sentAt)
  }

  return {
    add(entry) {
      checkBytes(entry)
      if (entry.kind === 'comment') return false
      const key = keyOf(entry)
      if (isUnique(entry) && frames.has(key)) {
        findings.note({ rule: 'duplicate', entry: entry.index })
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
      if (numbered === 0 || bare === 0) return
      const params = { missing: bare, messages: numbered + bare }
      target.note({ rule: 'ids_missing', entry: firstBare, params })
    },
  }
}
