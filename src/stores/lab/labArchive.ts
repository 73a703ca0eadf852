import { shallowRef } from 'vue'
import { compareRecordings, type Comparison } from '@/lab/recording/compareRecordings'
import { readRecording, type ReadRecording } from '@/lab/recording/readRecording'
import type { Recording } from '@/lab/recording/recording'

/** The comparison with another recording. */
export interface ComparedWith {
  /** File name of the other recording. */
  readonly name: string
  readonly comparison: Comparison
}

/** The result of opening a file. */
export type OpenedRecording = ReadRecording | { readonly ok: false; readonly reason: 'unreadable' }

/** Opens recordings from files and compares them. */
export function createLabArchive() {
  const compared = shallowRef<ComparedWith | null>(null)
  return {
    compared,
    /** Read a file that was chosen or dropped. */
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
