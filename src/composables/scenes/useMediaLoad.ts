import {
  inject,
  provide,
  readonly,
  ref,
  toValue,
  watch,
  type InjectionKey,
  type MaybeRefOrGetter,
  type Ref,
} from 'vue'
import type { ConnectionState } from '@/transport/connectionState'

/** Why a picture or clip is not to be seen: it did not come, or it came and this browser cannot play it. */
export type MediaFault = 'unloaded' | 'unplayable'

const CONNECTED: InjectionKey<Readonly<Ref<boolean>>> = Symbol('connected')

/** Tell all media below the calling component whether the server is there: what did not come is then fetched again. */
export function provideConnection(connection: () => ConnectionState): void {
  const isConnected = ref(false)
  watch(connection, ({ status }) => (isConnected.value = status === 'open'), { immediate: true })
  provide(CONNECTED, readonly(isConnected))
}

/** What `useMediaLoad` gives. */
export interface UseMediaLoadReturn {
  /** Null while nothing stands in the way. */
  readonly fault: Readonly<Ref<MediaFault | null>>
  /** Grows with each try, so that an element with it in its key is made anew and fetches again. */
  readonly tries: Readonly<Ref<number>>
  readonly fail: (fault: MediaFault) => void
  readonly retry: () => void
}

/**
 * Follow whether a picture or clip could be loaded. Another address is another chance; what did not come is tried
 * again when the connection is open again, or when the person asks.
 */
export function useMediaLoad(url: MaybeRefOrGetter<string | undefined>): UseMediaLoadReturn {
  const fault = ref<MediaFault | null>(null)
  const tries = ref(0)

  function retry() {
    fault.value = null
    tries.value += 1
  }
  watch(() => toValue(url), retry)
  watch(inject(CONNECTED, ref(true)), (isConnected) => {
    if (isConnected && fault.value === 'unloaded') retry()
  })
  return { fault, tries, fail: (cause) => (fault.value = cause), retry }
}
