import { shallowRef, type ShallowRef } from 'vue'
import type { StreamEntry } from '@/lab/entries'
import { stageOf, typeOf } from '@/lab/rows'

/** The names that have appeared in a recording, in order of appearance. */
export interface SeenNames {
  readonly types: readonly string[]
  readonly stages: readonly string[]
}

/** Longest list of names: a server that makes up names must not flood the filters. */
const MAX_NAMES = 60
const NOTHING_SEEN: SeenNames = { types: [], stages: [] }

/** Create an empty collection of names. */
export function createSeenNames() {
  const seen = shallowRef(NOTHING_SEEN)

  function addName(list: keyof SeenNames, name: string | null) {
    const names = seen.value[list]
    if (name === null || names.includes(name) || names.length >= MAX_NAMES) return
    seen.value = { ...seen.value, [list]: [...names, name] }
  }
  return {
    seen: seen as Readonly<ShallowRef<SeenNames>>,
    add(row: StreamEntry) {
      addName('types', typeOf(row))
      addName('stages', stageOf(row))
    },
    clear() {
      seen.value = NOTHING_SEEN
    },
  }
}
