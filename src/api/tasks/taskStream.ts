import { API_BASE_URL } from '@/env'
import type { FollowedStream, StreamListener } from '@/worker/page/hubClient'
import { pageHub } from '../session/pageHub'

/** The callbacks of a stream about one task; those about the connection are the same as for a project. */
export interface TaskStreamListener<E> extends Omit<StreamListener, 'onParsed' | 'onEvent'> {
  readonly onTaskEvent: (event: E, receivedAt: number) => void
}

/** The stream of one task: it can be opened and closed. */
export type TaskStream = FollowedStream

/** How to read the stream of one task. */
export interface TaskStreamFormat<E> {
  readonly path: string
  /** The events after which the server may end the stream. */
  readonly endEvents: readonly string[]
  readonly parse: (name: string, data: string) => E
}

/** Make the stream of one task. It is shared with the other tabs. */
export function createTaskStream<E>(
  { path, endEvents, parse }: TaskStreamFormat<E>,
  { onTaskEvent, ...listener }: TaskStreamListener<E>,
): TaskStream {
  return pageHub().stream(
    { url: API_BASE_URL + path, endEvents },
    { ...listener, onEvent: (name, data, receivedAt) => onTaskEvent(parse(name, data), receivedAt) },
  )
}
