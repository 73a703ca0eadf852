/** The parts of a key press that give it its name. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'getModifierState'
>

/**
 * The name of a key press: the character, or the key as `KeyboardEvent.key` names it, after `Mod+` for Ctrl or ⌘ and `Shift+`
 * where Shift does not make another character. A press with Alt has none, unless Alt is what gives the character (AltGr).
 */
export function keyOf(press: KeyPress): string {
  const { key, shiftKey } = press
  const makesCharacter = press.getModifierState('AltGraph')
  if (press.altKey && !makesCharacter) return ''
  const isCommand = (press.ctrlKey || press.metaKey) && !makesCharacter
  const isCharacter = key.length === 1
  const shift = shiftKey && (isCommand || !isCharacter || key === ' ') ? 'Shift+' : ''
  return `${isCommand ? 'Mod+' : ''}${shift}${isCommand && isCharacter ? key.toLowerCase() : key}`
}

const FIELD = 'input, textarea, select, [contenteditable]'

/**
 * Whether a key press may be meant for the page: nothing else has used it, no dialog is open, no input method is composing,
 * and it is no text input. With Ctrl or ⌘ it is none, wherever it was pressed.
 */
export function isForPage(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return false
  const isInField = event.target instanceof Element && event.target.closest(FIELD) !== null
  return !isInField || keyOf(event).startsWith('Mod+')
}
