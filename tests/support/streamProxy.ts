import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** An open stream that passes through the proxy. */
interface Passing {
  readonly path: string
  readonly response: ServerResponse
}

/**
 * A proxy between pages and a studio. It counts open streams, and it can withhold their bytes, like a buffering proxy.
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

  /** The origin for pages. */
  get url(): string {
    const address = this.#server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  }

  /** The paths of the open streams. */
  get streams(): readonly string[] {
    return [...this.#open].map(({ path }) => path)
  }

  /** The maximum number of streams that were open at once. */
  get most(): number {
    return this.#most
  }

  /** The total number of streams that were opened. */
  get opened(): number {
    return this.#opened
  }

  /** Listen on a free port of loopback. */
  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  /** Buffer every stream until the studio ends it. A new stream does not even get its response headers. */
  hold(): void {
    this.#isHolding = true
  }

  /** Stop buffering and cut all open streams, like a proxy that restarts. */
  release(): void {
    this.#isHolding = false
    for (const { response } of [...this.#open]) response.destroy()
  }

  /** Close the proxy and all its connections. */
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
