import { request, type IncomingMessage, type ServerResponse } from 'node:http'
import { LoopbackServer } from './loopbackServer'

/**
 * How a server with few workers answers. `oneAtATime`: the next request waits until the last one is answered, and a stream
 * is answered only when it ends; `streamsBlock`: calls wait while a stream is open.
 */
export type Workers = 'oneAtATime' | 'streamsBlock'

/** A proxy in front of a studio that answers like a server with few workers, for which each open stream is a loss. */
export class BusyServer extends LoopbackServer {
  readonly #waiting: (() => void)[] = []
  #calls = 0
  #streams = 0
  #opened = 0

  constructor(
    private readonly target: string,
    private readonly workers: Workers,
  ) {
    super()
  }

  /** The number of open streams. */
  get streams(): number {
    return this.#streams
  }

  /** How many streams were asked for. */
  get opened(): number {
    return this.#opened
  }

  get #isFree(): boolean {
    return this.#streams === 0 && (this.workers === 'streamsBlock' || this.#calls === 0)
  }

  protected answer(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const isApi = (incoming.url ?? '').startsWith('/api/')
    if (isApi) this.#queue(incoming, outgoing)
    else this.#pass(incoming, outgoing, () => undefined)
  }

  #queue(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const isStream = (incoming.url ?? '').includes('/sse/')
    this.#opened += isStream ? 1 : 0
    let isOver = false
    const begin = () => {
      if (isOver) return
      this.#calls += isStream ? 0 : 1
      this.#streams += isStream ? 1 : 0
      this.#pass(incoming, outgoing, () => {
        this.#calls -= isStream ? 0 : 1
        this.#streams -= isStream ? 1 : 0
        this.#next()
      })
    }
    outgoing.once('close', () => {
      isOver = true
    })
    this.#waiting.push(begin)
    this.#next()
  }

  #next(): void {
    while (this.#isFree && this.#waiting.length > 0) this.#waiting.shift()?.()
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse, onEnd: () => void): void {
    const onward = request(
      this.target + (incoming.url ?? '/'),
      { method: incoming.method, headers: { ...incoming.headers, 'accept-encoding': 'identity' } },
      (answer) => {
        answer.on('error', () => outgoing.destroy())
        const isJson = answer.headers['content-type']?.includes('json') === true
        const headers = { ...answer.headers }
        if (isJson) delete headers['content-length']
        outgoing.writeHead(answer.statusCode ?? 502, headers)
        outgoing.flushHeaders()
        if (!isJson) {
          answer.pipe(outgoing)
          return
        }
        // Such a server does not welcome idle streams.
        let body = ''
        answer.setEncoding('utf8').on('data', (piece: string) => (body += piece))
        answer.on('end', () => outgoing.end(body.replace('"idle_stream":true', '"idle_stream":false')))
      },
    )
    onward.on('error', () => outgoing.destroy())
    outgoing.once('close', () => {
      onward.destroy()
      onEnd()
    })
    incoming.pipe(onward)
  }
}
