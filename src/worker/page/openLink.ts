import { linkTo, type HubLink, type LinkHandlers } from '../portMessages'
import { openWorkerLink } from './workerLink'

/** Load the hub in a tab only when it is needed, because it contains everything that the worker does. */
const loadTabHub = () => import('../hub/tabHub')

/**
 * Open a link to the hub in the shared worker, or without shared workers to the hub in a tab.
 *
 * @param load loads the latter; tests replace it
 */
export function openLink(handlers: LinkHandlers, load = loadTabHub): HubLink {
  let tabLink: HubLink | null = null
  let hasWorker = true
  const worker = openWorkerLink({
    ...handlers,
    onFailed() {
      hasWorker = false
      load().then(({ openTabLink }) => {
        tabLink = openTabLink(handlers)
      }, handlers.onMissing)
    },
  })
  return linkTo(() => (hasWorker ? worker : tabLink))
}
