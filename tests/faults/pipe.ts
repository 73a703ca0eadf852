import { chunksOf, commentOf, damaged, junk } from './frames'
import type { FaultName } from './plan'
import type { Random } from './random'
import type { Traits } from './traits'

/** Where the bytes of one stream go. */
export interface Sink {
  readonly write: (chunk: Uint8Array) => void
  /** End in good order, as far as the network can tell. */
  readonly end: () => void
  readonly cut: () => void
}

/** One open stream, with the faults between the server and its reader. */
export interface Pipe {
  readonly send: (frame: Uint8Array) => void
  /** Close it after everything sent has arrived. */
  readonly end: () => void
  /** A fault starts or ends; some affect open streams. */
  readonly startFault: (fault: FaultName) => void
  readonly endFault: (fault: FaultName) => void
  /** The reader left. */
  readonly leave: () => void
}

/** What a pipe needs. */
export interface PipeOptions {
  readonly sink: Sink
  readonly traits: Traits
  readonly random: Random
  readonly isActive: (fault: FaultName) => boolean
  readonly onClosed: () => void
}

/** How long a reordered frame waits for its neighbour. */
const NEIGHBOUR_MS = 300
const MEGABYTE = new Uint8Array(1024 * 1024).fill(0x78)
const BYTE_ORDER_MARK = Uint8Array.of(0xef, 0xbb, 0xbf)

/** Open a stream. */
export function createPipe({ sink, traits, random, isActive, onClosed }: PipeOptions): Pipe {
  let isClosed = false
  let isDead = false
  let cutsNext = false
  let held: Uint8Array | null = null
  let stalled: (() => void)[] = []
  let lastDueAt = 0
  let heartbeat: ReturnType<typeof setTimeout> | undefined

  function close(how: 'end' | 'cut' | null) {
    if (isClosed) return
    isClosed = true
    clearTimeout(heartbeat)
    if (how !== null && !isDead) sink[how]()
    onClosed()
  }

  /** Do a step in order, as soon as the network allows it. */
  function pass(step: () => void) {
    if (isClosed || isDead) return
    if (isActive('stall')) stalled.push(step)
    else step()
  }
  function inTime(step: () => void) {
    const delay = isActive('late') ? random.between(0, 1_500) : 0
    lastDueAt = Math.max(lastDueAt, Date.now() + delay)
    if (lastDueAt > Date.now()) setTimeout(() => pass(step), lastDueAt - Date.now())
    else pass(step)
  }

  function write(bytes: Uint8Array) {
    if (isClosed) return
    const cut = cutsNext ? random.whole(0, bytes.length) : bytes.length
    for (const chunk of chunksOf(bytes.subarray(0, cut), random)) sink.write(chunk)
    if (cutsNext) close('cut')
  }
  function sendNow(frame: Uint8Array) {
    if (isActive('junk') && random.chance(0.4)) inTime(() => write(junk(random)))
    const bytes = isActive('damage') && random.chance(0.3) ? damaged(frame, traits) : frame
    inTime(() => write(bytes))
    if (isActive('duplicate')) inTime(() => write(bytes))
  }
  function release() {
    const waiting = held
    held = null
    if (waiting) sendNow(waiting)
  }

  function beat(intervalMs: number) {
    heartbeat = setTimeout(() => {
      inTime(() => write(commentOf('heartbeat', traits)))
      beat(intervalMs)
    }, intervalMs)
  }
  if (traits.byteOrderMark) write(BYTE_ORDER_MARK)
  if (traits.heartbeatMs !== null) beat(traits.heartbeatMs)

  return {
    send(frame) {
      if (held === null && isActive('reorder') && random.chance(0.5)) {
        held = frame
        setTimeout(release, NEIGHBOUR_MS)
        return
      }
      sendNow(frame)
      release()
    },
    end() {
      release()
      inTime(() => close('end'))
    },
    startFault(fault) {
      if (fault === 'cut') cutsNext = true
      if (fault === 'close') close('end')
      if (fault === 'down' || fault === 'restart') close('cut')
      if (fault === 'hang') isDead = true
      if (fault === 'giant') for (let size = 0; size < 9 && !isClosed; size += 1) write(MEGABYTE)
    },
    endFault(fault) {
      if (fault === 'cut' && cutsNext) close('cut')
      if (fault !== 'stall' || isActive('stall')) return
      const waiting = stalled
      stalled = []
      for (const step of waiting) step()
    },
    leave: () => close(null),
  }
}
