import { createConnection } from '@/transport/connection'
import { realTimers } from '@/transport/timers'
import { createHub } from './hub'
import { uniqueName, type HubMessage, type TabMessage } from '../portMessages'
import { whenLockIsFree } from '@/platform/webLocks'

/*
 * The shared worker: one hub for all tabs, off their threads. Each tab has a port. A port says nothing when its tab is
 * closed; the tab's last word or its lock does.
 */

/** What comes within this time travels to the tabs together: half a frame of theirs. */
const BATCH_MS = 8

const ports = new Map<string, MessagePort>()

function say(tab: string, message: HubMessage) {
  ports.get(tab)?.postMessage(message)
}

const hub = createHub({
  connect: createConnection,
  timers: realTimers,
  batchMs: BATCH_MS,
  post(targets, items) {
    for (const { tab, follow } of targets) say(tab, { type: 'items', follow, items })
  },
  say,
  whenFree: whenLockIsFree,
})

addEventListener('connect', (event) => {
  const port = event instanceof MessageEvent ? event.ports[0] : undefined
  if (!port) return
  const tab = uniqueName('port')
  ports.set(tab, port)
  port.onmessage = (given: MessageEvent<TabMessage>) => hub.receive(tab, given.data)
})
