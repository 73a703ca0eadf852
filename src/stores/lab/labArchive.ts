import { shallowRef } from 'vue'
import { compareRecordings, type Comparison } from '@/lab/recording/compareRecordings'
import { readRecording, type ReadRecording, type Recording } from '@/lab/recording/recording'

/** A recording was compared with this one. */
export interface ComparedWith {
  readonly name: string
  readonly comparison: Comparison
}

/** What a file of a recording turned out to be. */
export type OpenedRecording = ReadRecording | { readonly ok: false; readonly reason: 'unreadable' }

/** Recordings in files. */
export function createLabArchive() {
  const compared = shallowRef<ComparedWith | null>(null)
  return {
    compared,
    /** Read a file that a person chose or dropped. */
    async open(file: File): Promise<OpenedRecording> {
      try {
        return readRecording(await file.text())
      } catch {
        return { ok: false, reason: 'unreadable' }
      }
    },
    compare(first: Recording, second: Recording, name: string) {
      compared.value = { name, comparison: compareRecordings(first, second) }
    },
    endComparison() {
      compared.value = null
    },
  }
}
