import { ref, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { OpenedRecording } from '@/stores/lab/labArchive'
import { useLabStore } from '@/stores/lab/labStore'

/** What `useLabFiles` gives. */
export interface UseLabFilesReturn {
  /** What the last file was, or why it could not be read. */
  readonly news: Readonly<Ref<string | null>>
  /** Hand the recording to the person as a file. */
  readonly save: () => void
  /** Open a recording and show all of it. */
  readonly open: (file: File) => Promise<void>
  /** Compare what is here with another recording. */
  readonly compare: (file: File) => Promise<void>
}

/** Recordings as files: out, in, and beside each other. */
export function useLabFiles(): UseLabFilesReturn {
  const { t } = useI18n()
  const lab = useLabStore()
  const news = ref<string | null>(null)

  /** Why a file is no recording, or which of its lines are none. */
  function wordsFor(opened: OpenedRecording, name: string): string {
    if (!opened.ok && opened.reason === 'unreadable') return t('labPage.recordings.unreadable')
    if (!opened.ok) return t(`lab.recording.refused.${opened.reason}`, { version: opened.version })
    const [first] = opened.faults
    if (!first) return t('labPage.recordings.opened', { name })
    const count = opened.faults.length
    return [
      t('labPage.recordings.opened', { name }),
      t('labPage.recordings.faults', { count }, count),
      t(`lab.recording.line.${first.reason}`, { line: first.line, text: first.text }),
    ].join(' ')
  }

  return {
    news,
    save() {
      const url = URL.createObjectURL(new Blob(lab.lines(), { type: 'application/x-ndjson' }))
      const link = document.createElement('a')
      link.href = url
      link.download = `stream-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.jsonl`
      link.click()
      // After the browser has begun to read it.
      setTimeout(() => URL.revokeObjectURL(url), 10_000)
    },
    async open(file) {
      const opened = await lab.open(file)
      news.value = wordsFor(opened, file.name)
      if (!opened.ok) return
      lab.load(opened.recording)
      lab.replay('all')
    },
    async compare(file) {
      const opened = await lab.open(file)
      news.value = wordsFor(opened, file.name)
      if (opened.ok) lab.compare(lab.recording(), opened.recording, file.name)
    },
  }
}
