import { ServerResponse, type IncomingMessage } from 'node:http'
import type { ProxyOptions } from 'vite'

/** The paths of a backend: the API with its streams, and the media under either of their usual prefixes. */
const BACKEND_PATHS = ['/api', '/media', '/storage']

/**
 * Serve another backend from the page's own origin: no CORS, no mixed content.
 *
 * @param target the backend's origin, as in `http://127.0.0.1:8000`
 */
export function backendProxy(target: string): Record<string, ProxyOptions> {
  const options: ProxyOptions = {
    target,
    changeOrigin: true,
    ws: false,
    configure(proxy) {
      proxy.on('proxyRes', (answer, _request, response) => endTogether(answer, response))
      proxy.on('error', (_error, _request, response) => {
        if (response instanceof ServerResponse) sayUnreachable(response, target)
      })
    },
  }
  return Object.fromEntries(BACKEND_PATHS.map((path) => [path, options]))
}

/** A backend that dies in the middle of an answer ends the page's answer, too: piping alone leaves it open for ever. */
function endTogether(answer: IncomingMessage, response: ServerResponse): void {
  answer.once('close', () => {
    if (!answer.complete) response.destroy()
  })
}

function sayUnreachable(response: ServerResponse, target: string): void {
  if (response.headersSent || response.writableEnded) return
  response.writeHead(502, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify({ detail: `The backend at ${target} does not answer. Is it running?` }))
}
