import { describe, expect, it } from 'vitest'
import { keyOf, type KeyPress } from '@/platform/keys'

function press(
  key: string,
  held: Partial<Record<'shift' | 'ctrl' | 'meta' | 'alt' | 'altGraph', true>> = {},
) {
  return {
    key,
    shiftKey: held.shift ?? false,
    ctrlKey: held.ctrl ?? false,
    metaKey: held.meta ?? false,
    altKey: held.alt ?? false,
    getModifierState: (name: string) => name === 'AltGraph' && held.altGraph === true,
  } satisfies KeyPress
}

describe('the name of a key press', () => {
  it.each([
    ['a letter', press('j'), 'j'],
    ['a capital letter', press('N', { shift: true }), 'N'],
    ['a character that needs Shift', press('?', { shift: true }), '?'],
    ['an arrow with Shift', press('ArrowLeft', { shift: true }), 'Shift+ArrowLeft'],
    ['the space bar', press(' '), ' '],
    ['Ctrl and a letter', press('k', { ctrl: true }), 'Mod+k'],
    ['⌘ and a letter, with Caps Lock on', press('K', { meta: true }), 'Mod+k'],
    ['Ctrl, Shift and a letter', press('K', { ctrl: true, shift: true }), 'Mod+Shift+k'],
    [
      'a character that a layout gives with AltGr',
      press('[', { ctrl: true, alt: true, altGraph: true }),
      '[',
    ],
    ['anything else with Alt', press('j', { alt: true }), ''],
  ])('is right for %s', (_, given, name) => {
    expect(keyOf(given)).toBe(name)
  })
})
