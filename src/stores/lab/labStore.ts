import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Diagnosis } from '@/api/lab/diagnose'
import type { LabEntry, NewEntry } from '@/lab/entries'
import { recordingLines, type Recording } from '@/lab/recording/recording'
import { isRow } from '@/lab/rows'
import { reportToMarkdown, type Say } from '@/lab/writtenReport'
import type { ConnectionState } from '@/transport/connectionState'
import { createLabArchive } from './labArchive'
import { createLabPlayer, type PlaySpeed } from './labPlayer'
import { createLabRecorder } from './labRecorder'
import { firstIndex } from './labRows'
import { createLabSession, labStage, labUrl, type LabSession, type LabSettings } from './labSession'

/** So many entries before one are looked at for what came before it. */
const LOOK_BACK = 50

function setup() {
  const recorder = createLabRecorder()
  const player = createLabPlayer()
  const connection = shallowRef<ConnectionState>({ status: 'idle' })
  const diagnosis = shallowRef<Diagnosis | null>(null)
  /** Where what is in the table came from. */
  const origin = shallowRef<{ readonly url: string; readonly stage: string | null }>({ url: '', stage: null })
  let session: LabSession | null = null

  // Whatever is played fills the table; what came by a stream is there already.
  player.listen((entries) => {
    if (session !== null || player.recording.value === null) return
    if (entries === null) recorder.begin({ stage: origin.value.stage })
    for (const entry of entries ?? []) recorder.add(entry)
    recorder.setOver(player.state.value.status !== 'playing')
  })

  function disconnect() {
    session?.close()
    session = null
    recorder.setOver(true)
  }

  function connect(settings: LabSettings, token: string) {
    disconnect()
    player.load(null)
    origin.value = { url: labUrl(settings), stage: labStage(settings) }
    diagnosis.value = null
    recorder.begin({ stage: origin.value.stage })
    recorder.setOver(false)
    session = createLabSession({
      settings,
      token,
      onEntry: (entry: NewEntry) => recorder.add(entry),
      onState(state) {
        connection.value = state
        if (state.status === 'closed') recorder.setOver(true)
      },
      onDiagnosis: (next) => (diagnosis.value = next),
      report: () => recorder.report.value,
    })
    session.open()
  }

  /** What is in the table, or the recording it is played from, whole. */
  function recording(): Recording {
    if (player.recording.value !== null) return player.recording.value
    recorder.flush()
    const entries = recorder.log.from(0)
    return { ...origin.value, startedAt: entries[0]?.receivedAt ?? Date.now(), entries }
  }

  /** Put a recording into the player; nothing is connected any more. */
  function load(next: Recording) {
    disconnect()
    connection.value = { status: 'idle' }
    diagnosis.value = null
    origin.value = { url: next.url, stage: next.stage }
    player.load(next)
  }

  /** Play the recording, or what has been recorded so far. */
  function replay(speed: PlaySpeed) {
    if (player.recording.value === null) load(recording())
    player.play(speed)
  }

  /** The frame or comment before this one; null for the first. */
  function before(entry: LabEntry): LabEntry | null {
    for (let index = entry.index - 1; index >= Math.max(0, entry.index - LOOK_BACK); index -= 1) {
      const other = recorder.log.at(index)
      if (other !== null && isRow(other)) return other
    }
    return null
  }

  return {
    connection,
    diagnosis,
    origin,
    report: recorder.report,
    delivery: recorder.delivery,
    assertions: recorder.assertions,
    seen: recorder.seen,
    dropped: recorder.dropped,
    rows: recorder.rows.list,
    filterFault: recorder.rows.fault,
    folding: recorder.rows.folding,
    paused: recorder.rows.paused,
    waiting: recorder.rows.waiting,
    gone: recorder.rows.gone,
    play: player.state,
    loaded: player.recording,
    /** Whether more may come at any moment. */
    live: computed(
      () =>
        (connection.value.status !== 'idle' && connection.value.status !== 'closed') ||
        player.state.value.status === 'playing',
    ),
    /** Hear what is played: the dashboard's feed of a recording does. */
    listen: player.listen,
    connect,
    disconnect,
    replay,
    rest: player.rest,
    step() {
      if (player.recording.value === null) load(recording())
      player.step()
    },
    rewind() {
      if (player.recording.value === null) load(recording())
      else player.rewind()
    },
    load,
    recording,
    /** The report as Markdown, in the words of `say`. */
    markdown: (say: Say) =>
      reportToMarkdown(
        {
          url: origin.value.url,
          report: recorder.report.value,
          delivery: recorder.delivery.value,
          assertions: recorder.assertions.value.results,
        },
        say,
      ),
    /** The recording as a file's lines. */
    lines: () => [...recordingLines(recording())],
    ...createLabArchive(),
    /** Empty the table. Of a stream that goes on the judgement stays: begun anew it would miss what came before. */
    clear() {
      if (session !== null && connection.value.status !== 'closed') {
        recorder.rows.hide()
        return
      }
      if (player.recording.value !== null) player.load(null)
      recorder.begin({ stage: origin.value.stage })
    },
    setFilter: recorder.rows.setFilter,
    setFolding: recorder.rows.setFolding,
    setPaused: recorder.rows.setPaused,
    expect: recorder.expect,
    refresh: recorder.refresh,
    before,
    /** The place in the table of an entry, or of the next row after it; -1 where none is shown. */
    rowOf: (index: number) =>
      recorder.rows.list.value.rows.findIndex((row) =>
        row.kind === 'run' ? (row.entries.at(-1)?.index ?? 0) >= index : firstIndex(row) >= index,
      ),
  }
}

/** The store of the lab: the owner of its connection, its log and its recordings. */
export const useLabStore = defineStore('lab', setup)
