import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * How a server with few workers answers. `oneAtATime`: the next request waits until the last one is answered, and a stream
 * is answered only when it ends; `streamsBlock`: calls wait while a stream is open.
 */
export type Workers = 'oneAtATime' | 'streamsBlock'

/** A proxy in front of a studio that answers like a server with few workers, for which each open stream is a loss. */
export class BusyServer {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #waiting: (() => void)[] = []
  #calls = 0
  #streams = 0
  #opened = 0

  constructor(
    private readonly target: string,
    private readonly workers: Workers,
  ) {
    this.#server = createServer((incoming, outgoing) => {
      const isApi = (incoming.url ?? '').startsWith('/api/')
      if (!isApi) this.#pass(incoming, outgoing, () => undefined)
      else this.#queue(incoming, outgoing)
    })
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
  }

  /** The origin for pages. */
  get url(): string {
    const address = this.#server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  }

  /** The number of open streams. */
  get streams(): number {
    return this.#streams
  }

  /** How many streams were asked for. */
  get opened(): number {
    return this.#opened
  }

  /** Listen on a free port of loopback. */
  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  /** Close the proxy and all its connections. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  get #isFree(): boolean {
    return this.#streams === 0 && (this.workers === 'streamsBlock' || this.#calls === 0)
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
