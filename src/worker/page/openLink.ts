import type { HubLink, LinkHandlers } from '../portMessages'
import { openWorkerLink } from './workerLink'

/**
 * Open a way to the hub: in the shared worker; where there is none, in a tab. The code for the second is loaded only
 * where it is needed, as it holds all that the worker has.
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
