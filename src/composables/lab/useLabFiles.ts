import { ref, type Ref } from 'vue'
import { useI18n } from '@/locales/i18n'
import type { OpenedRecording } from '@/stores/lab/labArchive'
import { useLabStore } from '@/stores/lab/labStore'

/** Return value of `useLabFiles`. */
export interface UseLabFilesReturn {
  /** A message about the last opened file; null before the first. */
  readonly fileMessage: Readonly<Ref<string | null>>
  /** Download the recording as a file. */
  readonly save: () => void
  /** Open a recording and play all of it at once. */
  readonly open: (file: File) => Promise<void>
  /** Compare the current recording with another one. */
  readonly compare: (file: File) => Promise<void>
}

/** Saves, opens and compares recordings in files. */
export function useLabFiles(): UseLabFilesReturn {
  const { t } = useI18n()
  const lab = useLabStore()
  const fileMessage = ref<string | null>(null)

  /** Describe the result of opening a file. */
  function describe(opened: OpenedRecording, name: string): string {
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
    fileMessage,
    save() {
      const url = URL.createObjectURL(new Blob(lab.lines(), { type: 'application/x-ndjson' }))
      const link = document.createElement('a')
      link.href = url
      link.download = `stream-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.jsonl`
      link.click()
      // The browser starts to read the file only after the click has been handled.
      setTimeout(() => URL.revokeObjectURL(url), 10_000)
    },
    async open(file) {
      const opened = await lab.open(file)
      fileMessage.value = describe(opened, file.name)
      if (!opened.ok) return
      lab.load(opened.recording)
      lab.replay('all')
    },
    async compare(file) {
      const opened = await lab.open(file)
      fileMessage.value = describe(opened, file.name)
      if (opened.ok) lab.compare(lab.recording(), opened.recording, file.name)
    },
  }
}
