import { Buffer } from 'node:buffer'
import { setTimeout as wait } from 'node:timers/promises'
import type { Fault, FaultName } from './kinds'

/** The sending side of a stream. */
export interface StreamEnds {
  send(bytes: Uint8Array): void
  /** Ends the stream in good order. */
  end(): void
  /** Cuts the connection without an end. */
  cut(): void
}

const MALFORMED = Buffer.from('data: {"type": "token", "content": \n\n')
/** Long enough that the two parts of a cut frame leave as two chunks. */
const SPLIT_PAUSE_MS = 30

/**
 * Makes a stream that misbehaves as `take` says. Frames keep their order behind one that is late; `reorder` is the
 * one fault that changes it. `onClosed` is called once it has been ended or cut.
 */
export function createFaultyStream(
  ends: StreamEnds,
  take: (name: FaultName) => Fault | null,
  onClosed: () => void,
): StreamEnds {
  /** What is still late; null while nothing is, so that frames then leave at once. */
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
