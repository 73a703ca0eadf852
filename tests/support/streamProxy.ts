import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** A stream of a project that passes through the proxy. */
interface Passing {
  readonly path: string
  readonly response: ServerResponse
}

/**
 * Something that stands between pages and a studio, as on the way of many people: it counts the streams that are open
 * at once, and it can hold their bytes back, as a proxy that buffers does.
 */
export class StreamProxy {
  readonly #server: Server
  readonly #open = new Set<Passing>()
  readonly #sockets = new Set<Socket>()
  #isHolding = false
  #most = 0
  #opened = 0

  constructor(private readonly target: string) {
    this.#server = createServer((incoming, outgoing) => this.#pass(incoming, outgoing))
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
  }

  /** The origin that pages are to use. */
  get url(): string {
    const address = this.#server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  }

  /** The paths of the streams that are open now. */
  get streams(): readonly string[] {
    return [...this.#open].map(({ path }) => path)
  }

  /** How many streams have been open at once at most. */
  get most(): number {
    return this.#most
  }

  /** How many streams have been opened in all. */
  get opened(): number {
    return this.#opened
  }

  /** Listen on a free port of loopback. */
  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  /** From now on no byte of a stream goes on before the studio has ended it; of a new one not even the head. */
  hold(): void {
    this.#isHolding = true
  }

  /** Streams flow again; those that were held are cut, as by a proxy that is restarted. */
  release(): void {
    this.#isHolding = false
    for (const { response } of [...this.#open]) response.destroy()
  }

  /** End it, with all that is open. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const path = incoming.url ?? '/'
    const isStream = path.includes('/sse/')
    const passing: Passing = { path, response: outgoing }
    if (isStream) {
      this.#opened += 1
      this.#open.add(passing)
      this.#most = Math.max(this.#most, this.#open.size)
    }
    const held: Buffer[] = []
    const onward = request(
      this.target + path,
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        const forward = () => {
          if (!outgoing.headersSent)
            outgoing.writeHead(answer.statusCode ?? 502, answer.headers).flushHeaders()
          for (const chunk of held.splice(0)) outgoing.write(chunk)
        }
        if (!isStream || !this.#isHolding) forward()
        answer.on('data', (chunk: Buffer) => {
          held.push(chunk)
          if (!isStream || !this.#isHolding) forward()
        })
        answer.on('end', () => {
          forward()
          outgoing.end()
        })
        answer.on('error', () => outgoing.destroy())
      },
    )
    onward.on('error', () => outgoing.destroy())
    outgoing.on('close', () => {
      this.#open.delete(passing)
      onward.destroy()
    })
    incoming.pipe(onward)
  }
}
