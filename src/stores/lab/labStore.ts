import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Diagnosis } from '@/api/lab/diagnose'
import type { LabEntry, NewEntry } from '@/lab/entries'
import type { Recording } from '@/lab/recording/recording'
import { recordingLines } from '@/lab/recording/writeRecording'
import { isRow } from '@/lab/rows'
import { reportToMarkdown, type Translate } from '@/lab/writtenReport'
import type { ConnectionState } from '@/transport/connectionState'
import { steadyNow } from '@/platform/steadyClock'
import { createLabArchive } from './labArchive'
import { createLabPlayer, type PlaySpeed } from './labPlayer'
import { createLabRecorder } from './labRecorder'
import { firstIndex } from './labRows'
import { createLabSession, type LabSession } from './labSession'
import { labStage, labUrl, type LabSettings } from './labSettings'

/** How many entries are searched for the row before an entry. */
const MAX_LOOK_BACK = 50

function setup() {
  const recorder = createLabRecorder()
  const player = createLabPlayer()
  const connection = shallowRef<ConnectionState>({ status: 'idle' })
  const diagnosis = shallowRef<Diagnosis | null>(null)
  /** Where the entries in the table came from. */
  const origin = shallowRef<{ readonly url: string; readonly stage: string | null }>({ url: '', stage: null })
  let session: LabSession | null = null

  // Playback fills the table. A live stream has filled it already.
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

  /** The loaded recording, or the entries of the live stream as a recording. */
  function recording(): Recording {
    if (player.recording.value !== null) return player.recording.value
    recorder.flush()
    const entries = recorder.log.from(0)
    return { ...origin.value, startedAt: entries[0]?.receivedAt ?? steadyNow(), entries }
  }

  /** Disconnect and load a recording into the player. */
  function load(next: Recording) {
    disconnect()
    connection.value = { status: 'idle' }
    diagnosis.value = null
    origin.value = { url: next.url, stage: next.stage }
    player.load(next)
  }

  /** Play the loaded recording, or what has been recorded so far. */
  function replay(speed: PlaySpeed) {
    if (player.recording.value === null) load(recording())
    player.play(speed)
  }

  /** The row before an entry; null for the first. */
  function rowBefore(entry: LabEntry): LabEntry | null {
    for (let index = entry.index - 1; index >= Math.max(0, entry.index - MAX_LOOK_BACK); index -= 1) {
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
    expectations: recorder.expectations,
    seen: recorder.seen,
    dropped: recorder.dropped,
    rows: recorder.rows.list,
    filterFault: recorder.rows.fault,
    folding: recorder.rows.folding,
    paused: recorder.rows.paused,
    waiting: recorder.rows.waiting,
    removed: recorder.rows.removed,
    play: player.state,
    loaded: player.recording,
    /** Whether more entries may arrive. */
    live: computed(
      () =>
        (connection.value.status !== 'idle' && connection.value.status !== 'closed') ||
        player.state.value.status === 'playing',
    ),
    /** Subscribe to the playback; used by the dashboard of a recording. */
    listen: player.listen,
    connect,
    disconnect,
    replay,
    pausePlayback: player.pause,
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
    /** The report as Markdown, in the language of `translate`. */
    markdown: (translate: Translate) =>
      reportToMarkdown(
        {
          url: origin.value.url,
          report: recorder.report.value,
          delivery: recorder.delivery.value,
          expectations: recorder.expectations.value.results,
        },
        translate,
      ),
    /** The lines of the recording as a file. */
    lines: () => [...recordingLines(recording())],
    ...createLabArchive(),
    /**
     * Empty the table. The report of an open stream stays: a judge that starts in the middle would miss the
     * beginning.
     */
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
    setExpectations: recorder.expect,
    refresh: recorder.refresh,
    rowBefore,
    /** The table position of an entry, or of the next row after it; -1 if there is neither. */
    positionOf: (index: number) =>
      recorder.rows.list.value.rows.findIndex((row) =>
        row.kind === 'run' ? (row.entries.at(-1)?.index ?? 0) >= index : firstIndex(row) >= index,
      ),
  }
}

/** The store of the lab. It owns the connection, the log and the recordings. */
export const useLabStore = defineStore('lab', setup)
