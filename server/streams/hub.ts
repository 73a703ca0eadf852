import { Buffer } from 'node:buffer'
import type { WireMessage } from '../../src/protocol/messages'

type WithoutCommon<M> = M extends unknown ? Omit<M, 'project_id' | 'timestamp'> : never

/** A message before the hub adds project, time and channel. */
export type Announcement = WithoutCommon<WireMessage>

/** A published message, ready for the wire. */
export interface Frame {
  /** Larger, as a number and as text, than the id of every earlier frame, also across restarts. */
  readonly id: string
  readonly type: Announcement['type']
  /** The message's stage; null where it has none. */
  readonly stage: string | null
  /** The whole frame: the `id:` and `data:` lines and the blank line. */
  readonly bytes: Uint8Array
}

/** A receiver of a project's frames. */
export interface Subscriber {
  onFrame(frame: Frame): void
  /** The project was deleted or the studio closes; no more frames follow. */
  onClosed(): void
}

/** Delivers the messages of runs to the open streams. */
export interface Hub {
  /** Send a message to all subscribers of the project, and remember it. */
  publish(projectId: string, announcement: Announcement): void
  /**
   * Receive a project's frames from now on. Where the frame with the id `afterId` is still remembered, the frames after
   * it are delivered first, during the call.
   *
   * @returns a function that ends the subscription
   */
  subscribe(projectId: string, afterId: string | null, subscriber: Subscriber): () => void
  /** End all subscriptions of a project and forget its frames. */
  forget(projectId: string): void
  /** End all subscriptions. */
  close(): void
}

interface Channel {
  history: Frame[]
  historyBytes: number
  readonly subscribers: Set<Subscriber>
}

/** How much is remembered of a project. Bytes are limited too, because `full_text` makes frames large. */
const HISTORY_MAX_FRAMES = 2000
const HISTORY_MAX_BYTES = 2 * 1024 * 1024
/** How many projects are remembered at once. */
const MAX_CHANNELS = 50

/** One frame. JSON holds no raw newline, so one `data:` line is enough. */
export function formatFrame(data: object, id?: string): Uint8Array {
  return Buffer.from(`${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`)
}

/** One named event, as the streams of single tasks and batches have them. */
export function formatEvent(name: string, data: object): Uint8Array {
  return Buffer.from(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
}

/** Create a hub. Ids count up from the microseconds since the epoch, so that they keep growing across restarts. */
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

/** The channel name of a project's messages; `stage` is null for the run as a whole. */
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
