import type { Host, HostAnswer } from './host'

/** `fetch` as the product uses it. */
export type PageFetch = (url: string, init?: RequestInit) => Promise<Response>

type Stream = Extract<HostAnswer, { kind: 'stream' }>

/** Make a response whose body the host writes, until the network or the reader ends it. */
function streamResponse({ into }: Stream, signal: AbortSignal | null | undefined): Response {
  let leave: () => void = () => undefined
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      leave = into({
        write: (chunk) => controller.enqueue(chunk),
        end: () => controller.close(),
        cut: () => controller.error(new TypeError('terminated')),
      })
      signal?.addEventListener('abort', () => {
        leave()
        controller.error(signal.reason)
      })
    },
    cancel: () => leave(),
  })
  return new Response(body, { headers: { 'Content-Type': 'text/event-stream; charset=utf-8' } })
}

/** Make a `fetch` that sends all requests to this host, without a network. */
export function fetchFromHost(host: Host): PageFetch {
  return (url, init) =>
    new Promise((resolve, reject) => {
      const signal = init?.signal
      const giveUp = () => reject(signal?.reason as Error)
      if (signal?.aborted) {
        giveUp()
        return
      }
      signal?.addEventListener('abort', giveUp)
      const headers = new Headers(init?.headers)
      const request = {
        path: new URL(url, 'http://page.test').pathname,
        method: init?.method ?? 'GET',
        header: (name: string) => headers.get(name),
      }
      void host.ask(request).then((answer) => {
        if (signal?.aborted) return
        if (answer.kind === 'unreachable') reject(new TypeError('failed to fetch'))
        if (answer.kind === 'text')
          resolve(new Response(answer.body, { status: answer.status, headers: answer.headers }))
        if (answer.kind === 'stream') resolve(streamResponse(answer, signal))
      })
    })
}
