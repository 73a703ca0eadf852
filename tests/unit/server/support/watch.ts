import { createParser } from 'eventsource-parser'
import { onTestFinished } from 'vitest'
import { parseMessage, type Message } from '../../../../src/protocol/messages'

/** A received message. */
export interface Seen {
  id: string | undefined
  raw: string
  message: Message
}

/** A reader of a stream. */
export interface Watcher {
  headers: Headers
  status: number
  seen: Seen[]
  /** The raw data of frames that could not be parsed. */
  rejected: string[]
  comments: string[]
  /** Resolves with how the stream ended. */
  ended: Promise<'in good order' | 'cut'>
  /** Resolves with the first message that fits, past or future; rejects when the stream ends without one. */
  until(fits: (message: Message) => boolean): Promise<Message>
  close(): void
}

/** Opens a stream and reads it until it ends or the test does. */
export async function watch(url: string, headers: Record<string, string> = {}): Promise<Watcher> {
  const controller = new AbortController()
  const response = await fetch(url, { headers, signal: controller.signal })
  const waiting = new Set<() => void>()
  const watcher = { seen: [] as Seen[], rejected: [] as string[], comments: [] as string[] }
  let over = false
  const parser = createParser({
    onEvent({ id, data }) {
      const parsed = parseMessage(data)
      if (parsed.kind === 'message') watcher.seen.push({ id, raw: data, message: parsed.message })
      else watcher.rejected.push(data)
    },
    onComment: (comment) => watcher.comments.push(comment),
  })
  async function read(): Promise<'in good order' | 'cut'> {
    const decoder = new TextDecoder()
    try {
      for await (const chunk of response.body ?? []) {
        parser.feed(decoder.decode(chunk, { stream: true }))
        for (const check of [...waiting]) check()
      }
      return 'in good order'
    } catch {
      return 'cut'
    } finally {
      over = true
      for (const check of [...waiting]) check()
    }
  }
  const ended = read()
  const close = () => controller.abort()
  onTestFinished(close)
  return {
    ...watcher,
    headers: response.headers,
    status: response.status,
    ended,
    close,
    until: (fits) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const found = watcher.seen.find((one) => fits(one.message))
          if (!found && !over) return
          waiting.delete(check)
          if (found) resolve(found.message)
          else reject(new Error('the stream ended without such a message'))
        }
        waiting.add(check)
        check()
      }),
  }
}

/** Whether a message is of this type, and of this stage where one is given. */
export function is(type: Message['type'], stage?: string): (message: Message) => boolean {
  return (message) => message.type === type && (stage === undefined || message.stage === stage)
}
