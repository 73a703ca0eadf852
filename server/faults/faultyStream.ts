import { Buffer } from 'node:buffer'
import { setTimeout as wait } from 'node:timers/promises'
import type { Fault, FaultName } from './kinds'

/** The sending side of a stream. */
export interface StreamSink {
  send(bytes: Uint8Array): void
  /** End the stream in good order. */
  end(): void
  /** Cut the connection without an end. */
  cut(): void
}

const MALFORMED = Buffer.from('data: {"type": "token", "content": \n\n')
const GIANT_START = 'data: {"type": "progress", "message": "'
const GIANT_END = '"}\n\n'
/** Long enough for the two parts of a split frame to leave as two chunks. */
const SPLIT_PAUSE_MS = 30

/** A valid frame of this many bytes. */
function giantFrame(bytes: number): Uint8Array {
  const filling = Math.max(0, Math.floor(bytes) - GIANT_START.length - GIANT_END.length)
  return Buffer.from(GIANT_START + 'x'.repeat(filling) + GIANT_END)
}

/** Let through as many bytes as the fault `cut_at` allows, then cut. */
function cuttable(ends: StreamSink, take: (name: FaultName) => Fault | null): StreamSink {
  let left: number | null = null
  let isCut = false
  return {
    ...ends,
    send(bytes) {
      if (isCut) return
      left ??= take('cut_at')?.bytes ?? null
      if (left === null || bytes.length < left) {
        if (left !== null) left -= bytes.length
        ends.send(bytes)
        return
      }
      isCut = true
      ends.send(bytes.subarray(0, left))
      // Give the bytes just written time to leave.
      setTimeout(() => ends.cut(), SPLIT_PAUSE_MS)
    },
    end() {
      if (!isCut) ends.end()
    },
  }
}

/** Hold frames back while the fault `buffer` is active. */
function bufferable(ends: StreamSink, take: (name: FaultName) => Fault | null): StreamSink {
  let held: Uint8Array[] = []
  let timer: ReturnType<typeof setTimeout> | null = null
  function flush(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (held.length > 0) ends.send(Buffer.concat(held))
    held = []
  }
  return {
    send(bytes) {
      const fault = take('buffer')
      held.push(bytes)
      if (!fault) flush()
      else timer ??= setTimeout(flush, fault.ms)
    },
    end() {
      flush()
      ends.end()
    },
    cut() {
      held = []
      flush()
      ends.cut()
    },
  }
}

/**
 * A stream with the faults that `take` returns. Frames keep their order behind a delayed one; only `reorder` changes
 * it. `onClosed` is called once the stream has been ended or cut.
 */
export function createFaultyStream(
  socket: StreamSink,
  take: (name: FaultName) => Fault | null,
  onClosed: () => void,
): StreamSink {
  const ends = bufferable(cuttable(socket, take), take)
  /** The delayed work; null where there is none, so that frames leave at once. */
  let tail: Promise<void> | null = null
  let held: Uint8Array | null = null

  function inOrder(work: () => Promise<void> | void): void {
    const late = tail ? tail.then(work) : work()
    if (!(late instanceof Promise)) return
    const mine = late.then(() => {
      if (tail === mine) tail = null
    })
    tail = mine
  }

  async function sendSplit(bytes: Uint8Array): Promise<void> {
    const inside = bytes.findIndex((byte) => byte >= 0x80 && byte < 0xc0)
    const cut = inside === -1 ? Math.floor(bytes.length / 2) : inside
    ends.send(bytes.subarray(0, cut))
    await wait(SPLIT_PAUSE_MS)
    ends.send(bytes.subarray(cut))
  }

  function sendOne(bytes: Uint8Array): void {
    const delay = take('delay')
    if (delay) inOrder(() => wait(delay.ms))
    const giant = take('giant')
    if (giant) inOrder(() => ends.send(giantFrame(giant.bytes)))
    if (take('malformed')) inOrder(() => ends.send(MALFORMED))
    if (take('split_utf8')) inOrder(() => sendSplit(bytes))
    else inOrder(() => ends.send(bytes))
    if (take('duplicate')) inOrder(() => ends.send(bytes))
  }

  function release(): void {
    if (held !== null) sendOne(held)
    held = null
  }

  return {
    send(bytes) {
      if (take('hang')) return
      if (held === null && take('reorder')) {
        held = bytes
        return
      }
      sendOne(bytes)
      release()
    },
    end() {
      release()
      inOrder(() => ends.end())
      onClosed()
    },
    cut() {
      ends.cut()
      onClosed()
    },
  }
}
