import { Buffer } from 'node:buffer'
import type { WireMessage } from '../../src/protocol/messages'

type WithoutCommon<M> = M extends unknown ? Omit<M, 'project_id' | 'timestamp'> : never

/** A message as the studio's parts announce it; project, time and channel are added by the hub. */
export type Announcement = WithoutCommon<WireMessage>

/** A published message, ready for the wire. */
export interface Frame {
  /** Larger, as a number and as a text, than the id of every frame before it, restarts included. */
  readonly id: string
  readonly type: Announcement['type']
  /** The message's stage; null for one that belongs to none. */
  readonly stage: string | null
  /** The whole frame, `id:` and `data:` lines and the blank line. */
  readonly bytes: Uint8Array
}

/** Somebody who wants a project's frames. */
export interface Subscriber {
  onFrame(frame: Frame): void
  /** The project is gone or the studio closes: nothing will follow. */
  onClosed(): void
}

/** Where a run's messages go to those who watch. */
export interface Hub {
  /** Sends a message to everybody who watches the project, and remembers it. */
  publish(projectId: string, announcement: Announcement): void
  /**
   * Watch a project from now on. Where `afterId` is the id of a frame that is still remembered, those after it are
   * delivered first, during the call. Returns the way to stop.
   */
  subscribe(projectId: string, afterId: string | null, subscriber: Subscriber): () => void
  /** Ends all watching of a project and forgets its frames. */
  forget(projectId: string): void
  /** Ends all watching. */
  close(): void
}

interface Channel {
  history: Frame[]
  historyBytes: number
  readonly subscribers: Set<Subscriber>
}

/** Bounds of what is remembered of a project: `full_text` makes the frames of a long text large. */
const HISTORY_MAX_FRAMES = 2000
const HISTORY_MAX_BYTES = 2 * 1024 * 1024
/** Projects that are remembered at once. */
const MAX_CHANNELS = 50

/** Formats one frame. JSON holds no raw newline, so one `data:` line is enough. */
export function formatFrame(data: object, id?: string): Uint8Array {
  return Buffer.from(`${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`)
}

/** Makes a hub. Ids count up from the microseconds since the epoch, so that they go on growing after a restart. */
export function createHub(): Hub {
  const channels = new Map<string, Channel>()
  let lastId = Date.now() * 1000

  function channelOf(projectId: string): Channel {
    const known = channels.get(projectId)
    if (known) return known
    const channel: Channel = { history: [], historyBytes: 0, subscribers: new Set() }
    channels.set(projectId, channel)
    const idle = channels.size > MAX_CHANNELS && [...channels].find(([, c]) => c.subscribers.size === 0)
    if (idle && idle[0] !== projectId) channels.delete(idle[0])
    return channel
  }

  function closeChannel(channel: Channel): void {
    for (const subscriber of [...channel.subscribers]) subscriber.onClosed()
    channel.subscribers.clear()
  }

  return {
    publish(projectId, announcement) {
      lastId += 1
      const id = String(lastId)
      const stage = typeof announcement.stage === 'string' ? announcement.stage : null
      const data = {
        ...announcement,
        project_id: projectId,
        timestamp: Date.now() / 1000,
        channel: channelName(projectId, stage),
      }
      const frame: Frame = { id, type: announcement.type, stage, bytes: formatFrame(data, id) }
      const channel = channelOf(projectId)
      remember(channel, frame)
      for (const subscriber of [...channel.subscribers]) subscriber.onFrame(frame)
    },
    subscribe(projectId, afterId, subscriber) {
      const channel = channelOf(projectId)
      const known = afterId === null ? -1 : channel.history.findIndex((frame) => frame.id === afterId)
      const missed = known === -1 ? [] : channel.history.slice(known + 1)
      channel.subscribers.add(subscriber)
      for (const frame of missed) subscriber.onFrame(frame)
      return () => channel.subscribers.delete(subscriber)
    },
    forget(projectId) {
      const channel = channels.get(projectId)
      if (channel) closeChannel(channel)
      channels.delete(projectId)
    },
    close() {
      for (const channel of channels.values()) closeChannel(channel)
      channels.clear()
    },
  }
}

/** The name under which a project's messages are published; `stage` null for the run as a whole. */
export function channelName(projectId: string, stage: string | null): string {
  return `project:${projectId}:${stage === null || stage === 'pipeline' ? 'pipeline' : `stage:${stage}`}`
}

function remember(channel: Channel, frame: Frame): void {
  channel.history.push(frame)
  channel.historyBytes += frame.bytes.byteLength
  let dropped = 0
  while (
    channel.history.length - dropped > HISTORY_MAX_FRAMES ||
    (channel.historyBytes > HISTORY_MAX_BYTES && dropped < channel.history.length)
  ) {
    channel.historyBytes -= channel.history[dropped]?.bytes.byteLength ?? 0
    dropped += 1
  }
  if (dropped > 0) channel.history.splice(0, dropped)
}
