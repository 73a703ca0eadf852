import { useEventListener } from '@vueuse/core'
import { onScopeDispose, shallowReactive } from 'vue'
import { isForPage, keyOf } from '@/platform/keys'
import { showNotice } from '../app/useNotices'
import type { Command } from './command'
import { areSingleKeysOn } from './singleKeys'

const sources = shallowReactive(new Set<() => readonly Command[]>())

/** All commands of the page, in the order in which its parts came. Reactive. */
export function offeredCommands(): readonly Command[] {
  return [...sources].flatMap((source) => source())
}

/** Do a command, or say why that is not possible now. */
export function runCommand({ obstacle, run }: Command): void {
  if (obstacle === null) run()
  else showNotice({ id: 'obstacle', text: obstacle })
}

/**
 * Offer commands for as long as the calling part of the page exists, and do them when their keys are pressed. A key does
 * nothing during text input, while a dialog is open, or if something else has used it.
 *
 * @param source the commands as they are now; their texts must be loaded
 */
export function useCommands(source: () => readonly Command[]): void {
  sources.add(source)
  onScopeDispose(() => sources.delete(source))
  useEventListener(document, 'keydown', (event) => {
    const { target } = event
    if (!(target instanceof Element) || !isForPage(event)) return
    const key = keyOf(event)
    if (key.length === 1 && key !== ' ' && !areSingleKeysOn()) return
    const command = source().find(({ keys, isFor }) => keys?.includes(key) && (isFor?.(target) ?? true))
    if (!command) return
    event.preventDefault()
    runCommand(command)
  })
}
