import { onScopeDispose, readonly, ref, shallowReadonly, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { Stage } from '@/protocol/stages'
import {
  createProjectAllStagesSSE,
  createProjectStageSSE,
  SSE_EVENT_TYPES,
  SSE_STAGES,
  type SSEClient,
  type SSEError,
  type SSEEventMap,
  type SSEEventName,
  type SSEHandler,
  type SSEOptions,
} from '@/services/sseService'

/** How many of the newest messages are kept. */
const MESSAGES_KEPT = 500

/** Handlers of messages by event: `{ token: (data) => … }`. */
export type UseProjectStageSSEOptions = { readonly [E in SSEEventName]?: SSEHandler<E> }

/** What `useProjectStageSSE` returns. */
export interface UseProjectStageSSEReturn {
  /** The client in use; null before `connect` and after `disconnect`. */
  readonly client: Readonly<ShallowRef<SSEClient | null>>
  readonly connected: Readonly<Ref<boolean>>
  /** The stages that have a stream of their own. */
  readonly stages: readonly Stage[]
  /** The newest 500 messages, oldest first. */
  readonly messages: Readonly<ShallowRef<readonly SSEEventMap['message'][]>>
  /** The last error; null once a stream is open again. */
  readonly error: Readonly<ShallowRef<SSEError | null>>
  /** Follow one stage, or all of them with null, instead of the stream before. */
  readonly connect: (projectId: string, stage: Stage | null, options?: SSEOptions) => void
  readonly disconnect: () => void
  readonly clearMessages: () => void
}

/**
 * Follow a project's stream in a component. The dashboard does not use this; it has its own store. The connection ends
 * with the component.
 */
export function useProjectStageSSE(handlers: UseProjectStageSSEOptions = {}): UseProjectStageSSEReturn {
  const client = shallowRef<SSEClient | null>(null)
  const connected = ref(false)
  const messages = shallowRef<readonly SSEEventMap['message'][]>([])
  const error = shallowRef<SSEError | null>(null)

  function listen(next: SSEClient) {
    next
      .on('open', () => {
        connected.value = true
        error.value = null
      })
      .on('message', (message) => {
        messages.value = [...messages.value.slice(1 - MESSAGES_KEPT), message]
      })
      .on('error', (cause) => {
        connected.value = next.isConnected()
        error.value = cause
      })
      .on('close', () => (connected.value = false))
    for (const event of Object.values(SSE_EVENT_TYPES)) {
      const handler = handlers[event]
      if (handler) next.on(event, handler as SSEHandler<typeof event>)
    }
  }

  function disconnect() {
    client.value?.disconnect()
    client.value = null
  }

  onScopeDispose(disconnect)
  return {
    client: shallowReadonly(client),
    connected: readonly(connected),
    stages: SSE_STAGES,
    messages: shallowReadonly(messages),
    error: shallowReadonly(error),
    connect(projectId, stage, options) {
      disconnect()
      const next =
        stage === null
          ? createProjectAllStagesSSE(projectId, options)
          : createProjectStageSSE(projectId, stage, options)
      client.value = next
      listen(next)
    },
    disconnect,
    clearMessages() {
      messages.value = []
    },
  }
}
