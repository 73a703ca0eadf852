import { diagnose, diagnoseAnswer, diagnoseOpen, type Answer, type Diagnosis } from '@/api/lab/diagnose'
import {
  createLabStream,
  fetchLabSnapshot,
  labStreamUrl,
  OWN_STREAMS,
  type LabAccess,
} from '@/api/lab/labStream'
import type { NewEntry } from '@/lab/entries'
import type { Report } from '@/lab/rules/report'
import { typeOf } from '@/lab/rows'
import type { Stage } from '@/protocol/stages'
import type { ConnectionState } from '@/transport/connectionState'
import { createSnapshotLoop } from '../shared/snapshotLoop'

/** What the lab connects to, and how. All but the token stands in the page's address. */
export interface LabSettings {
  /** Origin of the backend; `''` for the page's own. */
  readonly baseUrl: string
  readonly ssePath: string
  readonly projectId: string
  /** null: all stages. */
  readonly stage: Stage | null
  /** The stream's whole address in place of the four above; `''` where it is put together from them. */
  readonly rawUrl: string
  readonly header: LabAccess['kind']
  readonly autoReconnect: boolean
  /** Whether the project's snapshots are fetched beside the stream. */
  readonly snapshots: boolean
}

/** Where the product's own streams are. */
export const LAB_DEFAULTS = OWN_STREAMS

/** Who is told what comes in. */
export interface LabSessionOptions {
  readonly settings: LabSettings
  /** For `header: 'token'`; kept nowhere. */
  readonly token: string
  readonly onEntry: (entry: NewEntry) => void
  readonly onState: (state: ConnectionState) => void
  readonly onDiagnosis: (diagnosis: Diagnosis | null) => void
  readonly report: () => Report
}

/** One connection of the lab, with the snapshots beside it. */
export interface LabSession {
  readonly url: string
  readonly open: () => void
  readonly close: () => void
}

/** After these the snapshot tells something new. */
const TELLING: ReadonlySet<string> = new Set([
  'item_completed',
  'stage_completed',
  'done',
  'error',
  'pipeline_done',
  'pipeline_error',
  'stream_end',
])
const SETTLE_MS = 250
const LOOK_INTERVAL_MS = 1_000
/** A stream that is quiet for so long is compared with what the snapshots tell, in milliseconds. */
const QUIET_MS = 5_000

/** The address of the stream that these settings mean. */
export function labUrl(settings: LabSettings): string {
  return settings.rawUrl.trim() === '' ? labStreamUrl(settings) : settings.rawUrl.trim()
}

/** The stage whose stream these settings mean; null: all. */
export function labStage({ rawUrl, stage }: LabSettings): string | null {
  if (rawUrl.trim() === '') return stage
  return /\/stages\/([\w-]+)\/?(?:[?#]|$)/.exec(rawUrl)?.[1] ?? null
}

/** Make a connection of the lab; `open()` begins it. After `close()` nothing is told any more but the state. */
export function createLabSession(options: LabSessionOptions): LabSession {
  const { settings } = options
  const url = labUrl(settings)
  const access: LabAccess =
    settings.header === 'token' ? { kind: 'token', token: options.token } : { kind: settings.header }
  const hasProject = settings.rawUrl.trim() === '' && settings.projectId.trim() !== ''
  let state: ConnectionState = { status: 'idle' }
  let answer: Answer | null = null
  let isClosed = false
  let lastByteAt = Date.now()
  let lastBody = ''
  let isRunMoving = false
  let looking: ReturnType<typeof setInterval> | undefined

  const snapshots = createSnapshotLoop({
    fetch: () => fetchLabSnapshot(settings, access),
    onSnapshot(entry) {
      if (entry === null) return
      const body = JSON.stringify(entry.body)
      isRunMoving = lastBody !== '' && body !== lastBody
      lastBody = body
      options.onEntry(entry)
    },
    onError: () => undefined,
  })
  const wantsSnapshots = settings.snapshots && hasProject

  const stream = createLabStream({
    url,
    access,
    scope: { stage: labStage(settings) },
    autoReconnect: settings.autoReconnect,
    onAnswer: (next) => (answer = next),
    onEntry: handleEntry,
  })

  function handleEntry(entry: NewEntry) {
    options.onEntry(entry)
    if (entry.kind === 'connection') handleState(entry.state)
    if (entry.kind === 'frame' || entry.kind === 'comment') {
      lastByteAt = entry.receivedAt
      isRunMoving = false
    }
    if (!wantsSnapshots || isClosed || entry.kind !== 'frame') return
    if (TELLING.has(typeOf({ ...entry, index: 0 }) ?? '')) void snapshots.request(SETTLE_MS)
  }

  function handleState(next: ConnectionState) {
    const wasInTrouble = state.status === 'waiting'
    const fault = next.status === 'waiting' || next.status === 'closed' ? next.fault : null
    state = next
    options.onState(next)
    if (next.status === 'open') {
      lastByteAt = Date.now()
      options.onDiagnosis(null)
      if (wantsSnapshots) void snapshots.request()
    } else if (fault !== null && !wasInTrouble) void explain(fault)
    else if (next.status === 'closed') explainEnd()
  }

  /** A host may end a connection for good without any fault: by 204. */
  function explainEnd() {
    const told = answer && diagnoseAnswer(answer)
    if (told) options.onDiagnosis(told)
  }

  async function explain(fault: Parameters<typeof diagnose>[0]['fault']) {
    const diagnosis = await diagnose({
      url,
      fault,
      answer,
      hadAuthorization: access.kind !== 'none',
      pageUrl: location.href,
      isOnline: navigator.onLine,
      fetch: (address, init) => fetch(address, init),
    })
    if (!isClosed && state.status !== 'open') options.onDiagnosis(diagnosis)
  }

  /** An open stream can be wrong as well. */
  function look() {
    const quietMs = Date.now() - lastByteAt
    if (state.status !== 'open' && state.status !== 'connecting') return
    if (wantsSnapshots && quietMs >= QUIET_MS) void snapshots.request(QUIET_MS)
    options.onDiagnosis(diagnoseOpen({ answer, quietMs, isRunMoving, report: options.report() }))
  }

  function close() {
    clearInterval(looking)
    snapshots.stop()
    stream.close()
    isClosed = true
  }

  return {
    url,
    open() {
      looking = setInterval(look, LOOK_INTERVAL_MS)
      stream.open()
    },
    close,
  }
}
