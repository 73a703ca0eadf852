import { vi } from 'vitest'
// Normally loaded on demand, which a fake clock cannot wait for.
import '@/worker/hub/tabHub'

/** A job as the fake server knows it; what is left out is null. */
export interface FakeJob {
  readonly id: string
  readonly [field: string]: unknown
}

/** Advance the fake clock. */
export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

const encode = (text: string) => new TextEncoder().encode(text)

/** A server with background jobs, in place of `fetch`. */
export function createFakeJobs() {
  const streams: { send: (text: string) => void; end: () => void; cut: () => void; isOpen: boolean }[] = []
  const server = {
    /** `METHOD path` of all calls except streams. */
    calls: [] as string[],
    streams,
    jobs: [] as FakeJob[],
    /** The id of the job that is started next. */
    nextJobId: 'a',
    /** The batch `v`; null: the server does not know it. */
    batch: null as Record<string, unknown> | null,
    /** The streams of batches. */
    batchStreams: [] as typeof streams,
    /** The single task `t`; null: the server does not know it. */
    task: null as Record<string, unknown> | null,
    /** The streams of single tasks. */
    taskStreams: [] as typeof streams,
    /** The answer to a question about the status of a picture. */
    generation: (): Response | Promise<Response> => Response.json({ data: { status: 'pending' } }),
    /** The status of the answers to calls (`calls`), to HEAD (`offer`) and to streams (`stream`), if not a success. */
    status: { calls: 200, offer: 200, stream: 200 },
    idleStream: false,
    isDown: false,
    openStreams: () => streams.filter(({ isOpen }) => isOpen).length,
    /** Send a snapshot of all jobs. */
    async tell() {
      await server.send(
        `data: ${JSON.stringify({ jobs: server.jobs.map(wire), idle_stream: server.idleStream })}\n\n`,
      )
    },
    /** Send a named event on the open streams of batches. */
    async sendToBatch(name: string, data: unknown) {
      const text = typeof data === 'string' ? data : JSON.stringify(data)
      for (const stream of server.batchStreams)
        if (stream.isOpen) stream.send(`event: ${name}\ndata: ${text}\n\n`)
      await pass(60)
    },
    /** Send a named event on the open streams of single tasks. */
    async sendToTask(name: string, data: unknown) {
      const text = typeof data === 'string' ? data : JSON.stringify(data)
      for (const stream of server.taskStreams)
        if (stream.isOpen) stream.send(`event: ${name}\ndata: ${text}\n\n`)
      await pass(60)
    },
    async send(text: string) {
      for (const stream of streams) if (stream.isOpen) stream.send(text)
      await pass(60)
    },
  }
  const wire = (job: FakeJob) => ({
    projectId: 'p',
    type: 'storyboard_extraction',
    status: 'processing',
    createdAt: '2026-01-22T11:00:00Z',
    updatedAt: '2026-01-22T11:00:01Z',
    ...job,
  })
  function openStream(signal: AbortSignal | null | undefined): Response {
    let controller: ReadableStreamDefaultController<Uint8Array> | null = null
    const body = new ReadableStream<Uint8Array>({ start: (given) => (controller = given) })
    const stream = {
      isOpen: true,
      send: (text: string) => controller?.enqueue(encode(text)),
      end() {
        stream.isOpen = false
        controller?.close()
      },
      cut() {
        stream.isOpen = false
        controller?.error(new TypeError('cut'))
      },
    }
    signal?.addEventListener('abort', () => {
      if (stream.isOpen) controller?.error(new DOMException('aborted', 'AbortError'))
      stream.isOpen = false
    })
    streams.push(stream)
    stream.send(
      `data: ${JSON.stringify({ jobs: server.jobs.map(wire), idle_stream: server.idleStream })}\n\n`,
    )
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } })
  }
  /** The stream of one task; it sends nothing by itself. */
  function namedStream(kept: typeof streams, signal: AbortSignal | null | undefined): Response {
    const response = openStream(signal)
    const stream = streams.pop()
    if (stream) kept.push(stream)
    return response
  }
  function answer(url: string, init: RequestInit | undefined): Response | Promise<Response> {
    const { pathname } = new URL(url, 'http://page')
    const method = init?.method ?? 'GET'
    if (server.isDown) throw new TypeError('failed to fetch')
    if (pathname.endsWith('/events') && server.status.stream === 200)
      return namedStream(server.batchStreams, init?.signal)
    if (pathname.endsWith('/progress') && server.status.stream === 200)
      return namedStream(server.taskStreams, init?.signal)
    if (/(?:\/api\/tasks\/stream|\/events|\/progress)$/.test(pathname) && method === 'GET')
      return server.status.stream === 200
        ? openStream(init?.signal)
        : new Response('', { status: server.status.stream })
    server.calls.push(`${method} ${pathname}`)
    if (method === 'HEAD') return new Response(null, { status: server.status.offer })
    if (server.status.calls !== 200) return Response.json({ error: 'no' }, { status: server.status.calls })
    if (pathname === '/api/generate/status') return server.generation()
    if (pathname.startsWith('/api/generate')) return Response.json({ taskId: 'g' }, { status: 202 })
    if (pathname === '/api/v1/tasks/') return Response.json({ task_id: 't' }, { status: 202 })
    if (pathname === '/api/v1/tasks/t/cancel/') return Response.json({})
    if (pathname === '/api/v1/tasks/t/')
      return server.task === null
        ? Response.json({ detail: 'gone' }, { status: 404 })
        : Response.json(server.task)
    if (pathname === '/api/creative/batches/') return Response.json({ batchId: 'v' }, { status: 202 })
    if (pathname === '/api/creative/batches/v')
      return server.batch === null
        ? Response.json({ detail: 'gone' }, { status: 404 })
        : Response.json(server.batch)
    if (pathname === '/api/tasks/') return Response.json({ jobId: server.nextJobId }, { status: 202 })
    if (pathname.startsWith('/api/v1/'))
      return Response.json({ id: 'p', name: '桃花源记', status: 'paused', stages: [] })
    if (method === 'POST') return Response.json({})
    const job = server.jobs.find(({ id }) => pathname === `/api/tasks/${id}`)
    return job ? Response.json(wire(job)) : Response.json({ detail: 'gone' }, { status: 404 })
  }
  vi.stubGlobal(
    'fetch',
    (url: string, init?: RequestInit) =>
      new Promise<Response>((resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error))
        resolve(answer(url, init))
      }),
  )
  return server
}
