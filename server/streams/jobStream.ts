import type { ServerResponse } from 'node:http'
import type { WireJobList } from '../../src/protocol/jobs'
import { TASKS_CHANNEL, type Faults } from '../faults/faults'
import { holdStream } from './heldStream'
import { formatFrame } from './hub'

/** What a job stream shows. */
export interface JobStreamSource {
  readonly list: () => WireJobList
  /** Call back on each change. @returns stops */
  readonly watch: (callback: () => void) => () => void
  /** Call back when the studio closes. @returns stops */
  readonly onClose: (callback: () => void) => () => void
}

const HEARTBEAT_MS = 15_000
/** Changes within this time are sent as one snapshot. */
const GATHER_MS = 50
/** The contract allows a server to end this stream at any time; this one does after 10 minutes. */
const LIFETIME_MS = 10 * 60_000

/** Answer a request with the stream of a person's jobs: a snapshot at once, and one after each change. */
export function openJobStream(
  source: JobStreamSource,
  response: ServerResponse,
  faults: Faults | null,
): void {
  let gathering: ReturnType<typeof setTimeout> | undefined
  const releases: (() => void)[] = []
  const stream = holdStream(response, {
    heartbeatMs: HEARTBEAT_MS,
    withFaults: faults && ((plain) => faults.openStream(TASKS_CHANNEL, plain)),
    onClosed() {
      clearTimeout(gathering)
      for (const release of releases) release()
    },
  })
  function send(): void {
    gathering = undefined
    stream.send(formatFrame(source.list()))
  }
  const lifetime = setTimeout(stream.end, LIFETIME_MS)
  releases.push(
    () => clearTimeout(lifetime),
    source.watch(() => (gathering ??= setTimeout(send, GATHER_MS))),
    source.onClose(stream.end),
  )
  send()
}
