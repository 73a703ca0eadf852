import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

/** A server on a free port of loopback. */
export abstract class LoopbackServer {
  readonly #server: Server = createServer((incoming, outgoing) => this.answer(incoming, outgoing))

  /** The origin for pages. */
  get url(): string {
    const address = this.#server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  }

  /** Listen on a free port. */
  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  /** Close the server and all its connections. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
  }

  protected abstract answer(incoming: IncomingMessage, outgoing: ServerResponse): void
}
