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

/** Why a picture or clip does not show: it could not be loaded, or this browser cannot play it. */
export type MediaFault = 'unloaded' | 'unplayable'

const CONNECTED: InjectionKey<Readonly<Ref<boolean>>> = Symbol('connected')

/** Provide the connection to all media below the calling component, which load again when it is open again. */
export function provideConnection(connection: () => ConnectionState): void {
  const isConnected = ref(false)
  watch(connection, ({ status }) => (isConnected.value = status === 'open'), { immediate: true })
  provide(CONNECTED, readonly(isConnected))
}

/** What `useMediaLoad` returns. */
export interface UseMediaLoadReturn {
  /** Null while there is no fault. */
  readonly fault: Readonly<Ref<MediaFault | null>>
  /** Grows with each try. An element that has it in its key is created again and so loads again. */
  readonly tries: Readonly<Ref<number>>
  readonly fail: (fault: MediaFault) => void
  readonly retry: () => void
}

/**
 * Track whether a picture or clip could be loaded. It is loaded again when its address changes, when the connection is
 * open again, or when `retry` is called.
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
