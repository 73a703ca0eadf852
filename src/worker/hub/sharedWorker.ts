import { steadyNow } from '@/platform/steadyClock'
import { createConnection } from '@/transport/connection'
import { realTimers } from '@/transport/timers'
import { createHub } from './hub'
import { uniqueName, type HubMessage, type TabMessage } from '../portMessages'
import { whenLockIsFree } from '@/platform/webLocks'

/*
 * The shared worker: one hub for all tabs, off their threads. Each tab has a port. A port does not report that its tab is
 * gone; the tab's last message or its lock does.
 */

/** What arrives within this time is posted to the tabs together: half an animation frame. */
const BATCH_MS = 8

/** The ports of the connected tabs. */
const ports = new Map<string, MessagePort>()

function say(tab: string, message: HubMessage) {
  ports.get(tab)?.postMessage(message)
}

const hub = createHub({
  connect: createConnection,
  timers: realTimers,
  batchMs: BATCH_MS,
  post(targets, items) {
    for (const { tab, follow } of targets) say(tab, { type: 'items', follow, items, postedAt: steadyNow() })
  },
  say,
  whenFree: whenLockIsFree,
  onGone: (tab) => ports.delete(tab),
})

addEventListener('connect', (event) => {
  const port = event instanceof MessageEvent ? event.ports[0] : undefined
  if (!port) return
  const tab = uniqueName('port')
  port.onmessage = ({ data }: MessageEvent<TabMessage>) => {
    ports.set(tab, port) // a page from the back/forward cache uses its port again
    hub.receive(tab, data)
  }
})
