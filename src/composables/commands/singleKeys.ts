import { ref } from 'vue'
import { keep, readKept } from '@/platform/keptValue'

const KEY = 'dailies:single-keys'
const areOn = ref(readKept('localStorage', KEY) !== 'off')

/**
 * Whether single characters are keys. A person who dictates, or whose hand slips, switches them off (WCAG 2.2, 2.1.4); keys
 * with Ctrl or ⌘, the arrows, Escape and the space bar stay. Reactive.
 */
export function areSingleKeysOn(): boolean {
  return areOn.value
}

/** Switch them on or off, and remember it. */
export function switchSingleKeys(on: boolean): void {
  areOn.value = on
  keep('localStorage', KEY, on ? null : 'off')
}
