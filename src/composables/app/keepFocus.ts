import { nextTick, type ObjectDirective } from 'vue'

/** What Tab stops at. */
const STOPS =
  'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, [tabindex="0"]'
/** What can take the focus as a whole: a panel, the main part of the page. */
const PLACES = '[tabindex="-1"]'

/** Where the focus can go from an element, the best place first: the next stop in its place, the one before, the place itself. */
function heirsOf(element: HTMLElement): readonly HTMLElement[] {
  const heirs: HTMLElement[] = []
  for (let place = element.parentElement?.closest<HTMLElement>(PLACES); place;) {
    const stops = [...place.querySelectorAll<HTMLElement>(STOPS)].filter((stop) => !element.contains(stop))
    const isAfter = (stop: HTMLElement) =>
      Boolean(element.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING)
    heirs.push(...stops.filter(isAfter), ...stops.filter((stop) => !isAfter(stop)).toReversed(), place)
    place = place.parentElement?.closest<HTMLElement>(PLACES)
  }
  return heirs
}

/** Focus the first of the heirs that is still there and takes it. */
async function passOn(heirs: readonly (HTMLElement | null)[]): Promise<void> {
  await nextTick()
  for (const heir of heirs) {
    if (document.activeElement !== null && document.activeElement !== document.body) return
    if (heir?.isConnected) heir.focus({ preventScroll: true })
  }
}

/**
 * For an element that may vanish under the hands of a person: when it goes with the focus on it, the focus goes to the next
 * sensible place instead of to the beginning of the page. Its value names a place that is better than the next one.
 */
export const vKeepFocus: ObjectDirective<HTMLElement, (() => HTMLElement | null) | undefined> = {
  beforeUnmount(element, { value }) {
    if (!element.contains(document.activeElement)) return
    void passOn([value?.() ?? null, ...heirsOf(element)])
  },
}
