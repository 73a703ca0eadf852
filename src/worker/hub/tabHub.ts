import { steadyNow } from '@/platform/steadyClock'
import { createConnection } from '@/transport/connection'
import { realTimers } from '@/transport/timers'
import { createHub, type Hub } from './hub'
import type { HubLink, HubMessage, LinkHandlers, PackedItem, TabMessage, Target } from '../portMessages'
import { linkTo, uniqueName } from '../portMessages'
import { holdLock, webLocks, whenLockIsFree, type LockRequest } from '@/platform/webLocks'

/*
 * The hub in a tab, for browsers without shared workers: one tab leads and holds the streams of all tabs. The leader
 * holds a Web Lock, which the browser releases when that tab is closed or crashes. Where there are no locks or channels,
 * or the browser refuses them, each tab has a hub of its own.
 */

const NAME = 'dailies-hub'

/** A message on the channel. Every tab receives all of them and ignores those for other tabs. */
type ChannelMessage =
  | { readonly type: 'who' }
  | { readonly type: 'leader'; readonly leader: string }
  | { readonly type: 'tab'; readonly leader: string; readonly tab: string; readonly message: TabMessage }
  | { readonly type: 'say'; readonly leader: string; readonly tab: string; readonly message: HubMessage }
  | {
      readonly type: 'items'
      readonly leader: string
      readonly targets: readonly Target[]
      readonly items: readonly PackedItem[]
      readonly postedAt: number
    }

type Carrier = Pick<Parameters<typeof createHub>[0], 'post' | 'say'>

function hubInTab(carrier: Carrier): Hub {
  return createHub({
    ...carrier,
    connect: createConnection,
    timers: realTimers,
    // The timers of a hidden tab may fire once a minute, so items are posted as they arrive.
    batchMs: 0,
    whenFree: whenLockIsFree,
  })
}

/** Open a hub for this tab alone. */
function openOwnLink(handlers: LinkHandlers): HubLink {
  const hub = hubInTab({
    post(targets, items) {
      const postedAt = steadyNow()
      for (const { follow } of targets) handlers.onMessage({ type: 'items', follow, items, postedAt })
    },
    say: (_tab, message) => handlers.onMessage(message),
  })
  handlers.onUp()
  return { send: (message) => hub.receive('own', message), renew: handlers.onUp, care: null }
}

/** The longest random delay before a tab steals the lead, so that not all tabs do it at once. In milliseconds. */
const STEAL_JITTER_MS = 200

/**
 * A frozen leader keeps its lock. A tab that receives no message for this long pings the leader. After as long again
 * without a reply, it steals the lock. In milliseconds.
 */
const PATIENCE_MS = 700

/** What `openLeaderLink` needs; tests replace it. */
export interface LeaderLinkParts {
  readonly locks: LockManager
  readonly channel: Pick<BroadcastChannel, 'postMessage' | 'onmessage'>
  readonly makeHub: (carrier: Carrier) => Hub
  /** The browser refuses locks, so no tab can lead. The link is then dead. */
  readonly onDenied: () => void
}

/** Open a link to the hub of the leading tab, which may become this tab. */
export function openLeaderLink(
  handlers: LinkHandlers,
  { locks, channel, makeHub, onDenied }: LeaderLinkParts,
): HubLink {
  const me = uniqueName('tab')
  let leader: string | null = null
  let hub: Hub | null = null
  /** Withdraws the pending request for the lock, or releases the lock. */
  let resign: () => void = () => undefined

  function post(message: ChannelMessage) {
    channel.postMessage(message)
  }

  function say(tab: string, message: HubMessage) {
    if (tab === me) handlers.onMessage(message)
    else post({ type: 'say', leader: me, tab, message })
  }

  function lead() {
    leader = me
    hub = makeHub({
      say,
      post(targets, items) {
        const others = targets.filter(({ tab }) => tab !== me)
        const postedAt = steadyNow()
        if (others.length > 0) post({ type: 'items', leader: me, targets: others, items, postedAt })
        for (const { tab, follow } of targets)
          if (tab === me) handlers.onMessage({ type: 'items', follow, items, postedAt })
      },
    })
    post({ type: 'leader', leader: me })
    handlers.onUp()
  }

  function stepDown() {
    hub?.close()
    hub = null
  }

  /** Request the lead: wait for it, or with `steal` take it at once. */
  async function requestLead(request: Extract<LockRequest, { steal: true }> | null) {
    const controller = new AbortController()
    let isWithdrawn = false
    let release: () => void = () => undefined
    const term = new Promise<void>((resolve) => {
      release = resolve
    })
    resign = () => {
      isWithdrawn = true
      controller.abort()
      release()
    }
    const end = await holdLock(locks, NAME, request ?? { signal: controller.signal }, () => {
      if (isWithdrawn) return Promise.resolve()
      lead()
      return term
    })
    if (isWithdrawn) return
    stepDown() // another tab found this one silent and stole the lock
    if (end === 'denied') onDenied()
    else void requestLead(null)
  }

  function replaceLeader() {
    const silent = leader
    setTimeout(() => {
      if (hub || leader !== silent) return
      resign()
      void requestLead({ steal: true })
    }, Math.random() * STEAL_JITTER_MS)
  }

  function handleLeader(id: string) {
    if (id === leader) return
    if (hub) {
      stepDown()
      resign()
      void requestLead(null)
    }
    leader = id
    handlers.onUp()
  }

  channel.onmessage = ({ data }: MessageEvent<ChannelMessage>) => {
    switch (data.type) {
      case 'who':
        if (hub) post({ type: 'leader', leader: me })
        return
      case 'leader':
        handleLeader(data.leader)
        return
      case 'tab':
        if (data.leader === me) hub?.receive(data.tab, data.message)
        return
      case 'say':
        if (data.leader === leader && data.tab === me) handlers.onMessage(data.message)
        return
      case 'items':
        if (data.leader !== leader) return
        for (const { tab, follow } of data.targets)
          if (tab === me)
            handlers.onMessage({ type: 'items', follow, items: data.items, postedAt: data.postedAt })
    }
  }
  post({ type: 'who' })
  void requestLead(null)

  return {
    send(message) {
      if (hub) hub.receive(me, message)
      else if (leader !== null) post({ type: 'tab', leader, tab: me, message })
    },
    renew() {
      stepDown()
      resign()
      leader = null
      post({ type: 'who' })
      void requestLead(null)
    },
    care: { patienceMs: PATIENCE_MS, revive: replaceLeader },
  }
}

/** The channel of all tabs; null if the browser has none or refuses it. */
function openChannel(): BroadcastChannel | null {
  try {
    return new BroadcastChannel(NAME)
  } catch {
    return null // a browser without channels, or one that blocks the data of this site
  }
}

/** Open a link to a hub in a tab. */
export function openTabLink(handlers: LinkHandlers): HubLink {
  const locks = webLocks()
  const channel = locks && openChannel()
  if (!channel) return openOwnLink(handlers)
  const onDenied = () => {
    channel.close()
    link = openOwnLink(handlers)
  }
  let link = openLeaderLink(handlers, { locks, channel, makeHub: hubInTab, onDenied })
  return linkTo(() => link)
}
