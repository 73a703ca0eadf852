import { diagnose, diagnoseAnswer, diagnoseOpen, type Answer, type Diagnosis } from '@/api/lab/diagnose'
import { createLabStream, fetchLabSnapshot, type LabAccess } from '@/api/lab/labStream'
import type { NewEntry } from '@/lab/entries'
import type { Report } from '@/lab/rules/report'
import { MESSAGE_FACTS } from '@/lab/messageFacts'
import type { ConnectionState } from '@/transport/connectionState'
import { steadyNow } from '@/platform/steadyClock'
import { createSnapshotLoop } from '../shared/snapshotLoop'
import { labStage, labUrl, type LabSettings } from './labSettings'

/** Options of `createLabSession`. */
export interface LabSessionOptions {
  readonly settings: LabSettings
  /** For `header: 'token'`; never stored. */
  readonly token: string
  readonly onEntry: (entry: NewEntry) => void
  readonly onState: (state: ConnectionState) => void
  readonly onDiagnosis: (diagnosis: Diagnosis | null) => void
  readonly report: () => Report
}

/** One connection of the lab, and the snapshots beside it. */
export interface LabSession {
  readonly open: () => void
  readonly close: () => void
}

/** Delay of a snapshot after a message, so that the server has stored the change, in milliseconds. */
const SETTLE_MS = 250
/** How often an open stream is diagnosed, in milliseconds. */
const CHECK_INTERVAL_MS = 1_000
/** After this much silence a snapshot shows whether the run makes progress, in milliseconds. */
const QUIET_MS = 5_000

/** Create a connection of the lab; `open()` starts it. After `close()` it reports only its state. */
export function createLabSession(options: LabSessionOptions): LabSession {
  const { settings } = options
  const url = labUrl(settings)
  const access: LabAccess =
    settings.header === 'token' ? { kind: 'token', token: options.token } : { kind: settings.header }
  const hasProject = settings.rawUrl.trim() === '' && settings.projectId.trim() !== ''
  let state: ConnectionState = { status: 'idle' }
  let answer: Answer | null = null
  let isClosed = false
  let lastByteAt = steadyNow()
  let lastBody = ''
  let isRunProgressing = false
  let checking: ReturnType<typeof setInterval> | undefined

  const snapshots = createSnapshotLoop({
    fetch: () => fetchLabSnapshot(settings, access),
    onSnapshot(entry) {
      if (entry === null) return
      const body = JSON.stringify(entry.body)
      isRunProgressing = lastBody !== '' && body !== lastBody
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
      isRunProgressing = false
    }
    if (!wantsSnapshots || isClosed || entry.kind !== 'frame' || entry.parsed.kind !== 'message') return
    if (MESSAGE_FACTS[entry.parsed.message.type].changesSnapshot) void snapshots.request(SETTLE_MS)
  }

  function handleState(next: ConnectionState) {
    const wasWaiting = state.status === 'waiting'
    const fault = next.status === 'waiting' || next.status === 'closed' ? next.fault : null
    state = next
    options.onState(next)
    if (next.status === 'open') {
      lastByteAt = steadyNow()
      options.onDiagnosis(null)
      if (wantsSnapshots) void snapshots.request()
    } else if (fault !== null && !wasWaiting) void explain(fault)
    else if (next.status === 'closed') explainEnd()
  }

  /** A host may end the connection without a fault, with status 204. */
  function explainEnd() {
    const refusal = answer && diagnoseAnswer(answer)
    if (refusal) options.onDiagnosis(refusal)
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

  /** An open stream can have problems, too. */
  function checkOpen() {
    const quietMs = steadyNow() - lastByteAt
    if (state.status !== 'open' && state.status !== 'connecting') return
    if (wantsSnapshots && quietMs >= QUIET_MS) void snapshots.request(QUIET_MS)
    options.onDiagnosis(diagnoseOpen({ answer, quietMs, isRunProgressing, report: options.report() }))
  }

  function close() {
    clearInterval(checking)
    snapshots.stop()
    stream.close()
    isClosed = true
  }

  return {
    open() {
      checking = setInterval(checkOpen, CHECK_INTERVAL_MS)
      stream.open()
    },
    close,
  }
}
