import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { ApiError } from '@/api/calls/errors'
import { makingFacts, type MakingFact } from '@/presentation/makingFacts'
import { fetchMaking } from '@/stores/project/making'
import type { MadeThing } from '../making/projectExtras'

/** What is known of how something was made. */
export type Making =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly error: ApiError }
  | { readonly status: 'ready'; readonly facts: readonly MakingFact[] }

/** Return value of `useMaking`. */
export interface UseMakingReturn {
  readonly making: Readonly<ShallowRef<Making>>
  /** Ask the server again. */
  readonly again: () => void
}

/**
 * Ask the server how something was made, each time that a person wants to know: a run needs none of it.
 *
 * @param thing what the person looks at; null for nothing
 */
export function useMaking(projectId: string, thing: () => MadeThing | null): UseMakingReturn {
  const making = shallowRef<Making>({ status: 'loading' })
  let asked: AbortController | null = null

  async function ask() {
    asked?.abort()
    const what = thing()
    if (what === null) return
    const { signal } = (asked = new AbortController())
    making.value = { status: 'loading' }
    try {
      const wire = await fetchMaking(projectId, signal)
      if (!signal.aborted)
        making.value = { status: 'ready', facts: makingFacts(wire, what.stage, what.scene) }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (!signal.aborted) making.value = { status: 'failed', error }
    }
  }
  watch(thing, ask)
  onScopeDispose(() => asked?.abort())
  return { making, again: () => void ask() }
}
