import { missesJsonRepair, setJsonRepair } from '@/protocol/looseJson'

let isLoading = false

/**
 * Load what repairs the JSON of models, once a text has needed it: most pages never do.
 *
 * @param onLoaded called when texts can be read again, better than before
 */
export function loadMissedRepair(onLoaded: () => void): void {
  if (isLoading || !missesJsonRepair()) return
  isLoading = true
  import('jsonrepair').then(
    ({ jsonrepair }) => {
      setJsonRepair(jsonrepair)
      onLoaded()
    },
    // Without it, a scene appears when it is whole. A later text tries again.
    () => (isLoading = false),
  )
}
