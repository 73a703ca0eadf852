import { shallowRef, type ShallowRef } from 'vue'
import { ApiError } from '@/api/calls/errors'
import { removeProject } from '@/api/projectList'

/** How long the user can undo a removal. */
const UNDO_MS = 6_000

/** A removal that can still be undone. */
export interface Removal {
  /** Undo it; does nothing once the call has been sent. */
  readonly undo: () => void
  /** Settles when it has been undone or done. Rejects with `ApiError` if the server refuses; the project is then back. */
  readonly settled: Promise<void>
}

/** Projects that are hidden at once and removed a little later. */
export interface PendingRemovals {
  /** The ids of the hidden projects. */
  readonly hidden: Readonly<ShallowRef<ReadonlySet<string>>>
  readonly remove: (projectId: string) => Removal
}

/**
 * Make the list of removals. When the user leaves the page, the list sends pending removals by calls that outlive
 * the page.
 *
 * @param onRemoved called when the server has removed a project
 */
export function createPendingRemovals(onRemoved: () => void): PendingRemovals {
  const hidden = shallowRef<ReadonlySet<string>>(new Set())
  const waiting = new Map<string, () => void>()

  function show(projectId: string) {
    hidden.value = new Set([...hidden.value].filter((id) => id !== projectId))
  }

  async function send(projectId: string, keepalive: boolean) {
    try {
      await removeProject(projectId, { keepalive })
    } catch (error) {
      const isGone = error instanceof ApiError && error.kind === 'not_found'
      if (!isGone) {
        show(projectId)
        throw error
      }
    }
    onRemoved()
  }

  function handlePageHide() {
    for (const sendNow of [...waiting.values()]) sendNow()
  }

  function forget(projectId: string) {
    waiting.delete(projectId)
    if (waiting.size === 0) removeEventListener('pagehide', handlePageHide)
  }

  return {
    hidden,
    remove(projectId) {
      const { promise, resolve } = withResolver()
      const timer = setTimeout(() => sendOnce(false), UNDO_MS)
      function sendOnce(keepalive: boolean) {
        clearTimeout(timer)
        forget(projectId)
        resolve(send(projectId, keepalive))
      }
      hidden.value = new Set([...hidden.value, projectId])
      if (waiting.size === 0) addEventListener('pagehide', handlePageHide)
      waiting.set(projectId, () => sendOnce(true))
      // The caller may be gone by then. The refusal still shows, because the row is back.
      promise.catch(() => undefined)
      return {
        settled: promise,
        undo() {
          if (!waiting.has(projectId)) return
          clearTimeout(timer)
          forget(projectId)
          show(projectId)
          resolve()
        },
      }
    },
  }
}

function withResolver() {
  let resolve: (result?: Promise<void>) => void = () => undefined
  const promise = new Promise<void>((settle) => (resolve = settle))
  return { promise, resolve }
}
