import { missesJsonRepair, setJsonRepair } from '@/protocol/looseJson'

/** The callers that wait for it. One that asks twice is called back once. */
const waiting = new Set<() => void>()

/**
 * Load what repairs the JSON of models, once a text has needed it: most pages never do.
 *
 * @param onLoaded called when texts can be read again, better than before
 */
export function loadMissedRepair(onLoaded: () => void): void {
  if (!missesJsonRepair()) return
  waiting.add(onLoaded)
  if (waiting.size === 1) void load()
}

async function load() {
  const told = await import('jsonrepair').then(
    ({ jsonrepair }) => {
      setJsonRepair(jsonrepair)
      return [...waiting]
    },
    () => [], // without it, a scene appears when it is whole; a later text tries again
  )
  waiting.clear()
  for (const onLoaded of told) onLoaded()
}
