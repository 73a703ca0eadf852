import type { HubLink, LinkHandlers } from '../portMessages'
import { openWorkerLink } from './workerLink'

/**
 * Open a link to the hub in the shared worker, or without shared workers to the hub in a tab. The code of the latter is
 * loaded only when needed, because it contains everything that the worker does.
 */
export function openLink(handlers: LinkHandlers): HubLink {
  let tabLink: HubLink | null = null
  let hasWorker = true
  const worker = openWorkerLink({
    ...handlers,
    onFailed() {
      hasWorker = false
      void import('../hub/tabHub').then(({ openTabLink }) => {
        tabLink = openTabLink(handlers)
      })
    },
  })
  return {
    send: (message) => (hasWorker ? worker : tabLink)?.send(message),
    get care() {
      return hasWorker ? worker.care : (tabLink?.care ?? null)
    },
  }
}
