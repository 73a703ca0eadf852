import { request, type IncomingMessage, type ServerResponse } from 'node:http'
import { LoopbackServer } from './loopbackServer'

/** An open stream that passes through the proxy. */
interface Passing {
  readonly path: string
  readonly response: ServerResponse
}

/**
 * A proxy between pages and a studio. It counts open streams, and it can withhold their bytes, like a buffering proxy.
 */
export class StreamProxy extends LoopbackServer {
  readonly #open = new Set<Passing>()
  #isHolding = false
  #most = 0
  #opened = 0

  /** @param streamPath a part of the paths of the streams to count */
  constructor(
    private readonly target: string,
    private readonly streamPath = '/sse/',
  ) {
    super()
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

  /** Buffer every stream until the studio ends it. A new stream does not even get its response headers. */
  hold(): void {
    this.#isHolding = true
  }

  /** Stop buffering and cut all open streams, like a proxy that restarts. */
  release(): void {
    this.#isHolding = false
    for (const { response } of [...this.#open]) response.destroy()
  }

  protected answer(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const path = incoming.url ?? '/'
    const isStream = incoming.method === 'GET' && path.includes(this.streamPath)
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
