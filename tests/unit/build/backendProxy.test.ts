import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createBackend, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, preview } from 'vite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { backendProxy } from '../../../build/backendProxy'

/** A backend with one endless stream. */
async function startBackend(): Promise<{ server: Server; url: string; streams: ServerResponse[] }> {
  const streams: ServerResponse[] = []
  const server = createBackend((_request, response) => {
    streams.push(response)
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.write(': heartbeat\n\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, streams }
}

/** The page's server, in front of the backend at `target`. Returns its URL. */
async function serve(command: 'dev' | 'preview', target: string): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'dailies-proxy-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  await writeFile(join(root, 'index.html'), '')
  const options = { host: '127.0.0.1', port: 0, proxy: backendProxy(target) }
  const config = {
    root,
    configFile: false,
    logLevel: 'silent',
    optimizeDeps: { noDiscovery: true },
    build: { outDir: '.' },
    server: { ...options, hmr: false, ws: false, watch: null },
    preview: options,
  } as const
  const server = command === 'dev' ? await (await createServer(config)).listen() : await preview(config)
  onTestFinished(() => server.close())
  return `http://127.0.0.1:${(server.httpServer?.address() as AddressInfo).port}`
}

describe.each(['dev', 'preview'] as const)('the proxy of the %s server', (command) => {
  it("ends the page's stream when the backend dies", async () => {
    const backend = await startBackend()
    const answer = await fetch(`${await serve(command, backend.url)}/api/stream`)
    const reader = answer.body!.getReader()
    expect((await reader.read()).done).toBe(false)
    backend.server.closeAllConnections()
    const ended = await reader.read().then(
      ({ done }) => done,
      () => true,
    )
    expect(ended).toBe(true)
  })

  it('lets go of the backend when the page leaves', async () => {
    const backend = await startBackend()
    const leave = new AbortController()
    await fetch(`${await serve(command, backend.url)}/api/stream`, { signal: leave.signal })
    const [stream] = backend.streams
    leave.abort()
    await once(stream!, 'close')
    expect(stream!.destroyed).toBe(true)
  })

  it('names the backend that it cannot reach', async () => {
    const backend = await startBackend()
    const url = await serve(command, backend.url)
    backend.server.close()
    backend.server.closeAllConnections()
    const answer = await fetch(`${url}/api/v1/projects/projects/`)
    expect(answer.status).toBe(502)
    expect(await answer.text()).toContain(backend.url)
  })
})
