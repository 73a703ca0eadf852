import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PageFetch } from './fetchFromHost'
import type { Host, HostAnswer } from './host'

/** A real HTTP server on loopback in front of the simulated hosts, one for each project. */
export interface Loopback {
  /** A `fetch` that sends paths to it. */
  readonly fetch: PageFetch
  readonly close: () => Promise<void>
}

function answerStream({ into }: Extract<HostAnswer, { kind: 'stream' }>, response: ServerResponse) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store' })
  response.flushHeaders()
  const leave = into({
    write: (chunk) => response.write(chunk),
    end: () => response.end(),
    // Let the last write leave before the connection is cut.
    cut: () => setImmediate(() => response.destroy()),
  })
  response.on('close', leave)
}

function answer(given: HostAnswer, response: ServerResponse) {
  switch (given.kind) {
    case 'unreachable':
      response.destroy()
      return
    case 'silence':
      return
    case 'text':
      response.writeHead(given.status, given.headers).end(given.body)
      return
    case 'stream':
      answerStream(given, response)
  }
}

/** Start the server. */
export async function startLoopback(hosts: ReadonlyMap<string, Host>): Promise<Loopback> {
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    const host = hosts.get(/\/projects\/(p\d+)\//.exec(path)?.[1] ?? '')
    if (!host) {
      response.writeHead(404).end()
      return
    }
    const header = (name: string) => request.headers[name]?.toString() ?? null
    void host.ask({ path, method: request.method ?? 'GET', header }).then((given) => answer(given, response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const machineFetch = globalThis.fetch
  return {
    fetch: (url, init) => machineFetch(origin + url, init),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
