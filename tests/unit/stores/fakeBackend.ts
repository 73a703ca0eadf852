import { vi } from 'vitest'
import { STAGES } from '@/protocol/stages'
// Normally loaded on demand, which a fake clock cannot wait for.
import 'jsonrepair'
import '@/worker/hub/tabHub'

/** A stream that the page has opened. */
export interface FakeStream {
  /** Send a message as a frame. */
  readonly send: (wire: Record<string, unknown>) => Promise<void>
  readonly write: (text: string) => Promise<void>
  readonly end: () => Promise<void>
  readonly isAborted: () => boolean
}

type Json = Record<string, unknown>

const GREETING = new TextEncoder().encode('data: {"type":"connected","project_id":"p"}\n\n')

function openStream(signal: AbortSignal | null | undefined, greets: boolean) {
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null
  const body = new ReadableStream<Uint8Array>({
    start(given) {
      controller = given
      if (greets) given.enqueue(GREETING)
    },
  })
  let isAborted = false
  signal?.addEventListener('abort', () => {
    isAborted = true
    controller?.error(new DOMException('aborted', 'AbortError'))
  })
  const settle = () => vi.advanceTimersByTimeAsync(120)
  const write = async (text: string) => {
    controller?.enqueue(new TextEncoder().encode(text))
    await settle()
  }
  const stream: FakeStream = {
    write,
    send: (wire) =>
      write(`data: ${JSON.stringify({ project_id: 'p', timestamp: Date.now() / 1000, ...wire })}\n\n`),
    async end() {
      controller?.close()
      await settle()
    },
    isAborted: () => isAborted,
  }
  return { stream, response: new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }) }
}

/** A backend in place of `fetch`, for one project `p`. */
export function createFakeBackend() {
  const streams: FakeStream[] = []
  const calls: string[] = []
  const backend = {
    /** The content of the next snapshots. */
    status: 'draft',
    stages: {} as Partial<Record<(typeof STAGES)[number], Json>>,
    /** Answers in place of the usual ones, by the end of the path. */
    answers: new Map<string, Response>(),
    /** Whether the host cannot be reached at all. */
    isDown: false,
    /** Whether the server says that idle streams are welcome. */
    idleStream: true,
    /** Whether a stream begins with `connected`. A blocked stream does not. */
    greets: true,
    streams,
    /** `METHOD path` of all calls except streams. */
    calls,
    snapshots: () => calls.filter((call) => call === 'GET /api/v1/projects/projects/p/').length,
    stream: (): FakeStream => {
      const last = streams.at(-1)
      if (!last) throw new Error('no stream is open')
      return last
    },
  }
  function snapshot(): Json {
    const stages = STAGES.map((stage) => ({
      stage_type: stage,
      status: 'pending',
      retry_count: 0,
      ...backend.stages[stage],
    }))
    return {
      id: 'p',
      name: 'A film',
      original_topic: 'A story.',
      status: backend.status,
      idle_stream: backend.idleStream,
      stages,
    }
  }
  function answer(url: string, init: RequestInit | undefined): Response {
    const path = new URL(url, 'http://page').pathname
    const isStream = path.includes('/sse/')
    if (!isStream) calls.push(`${init?.method ?? 'GET'} ${path}`)
    if (backend.isDown) throw new TypeError('failed to fetch')
    for (const [ending, given] of backend.answers) if (path.endsWith(ending)) return given.clone()
    if (isStream) {
      const { stream, response } = openStream(init?.signal, backend.greets)
      streams.push(stream)
      return response
    }
    return init?.method === 'POST'
      ? Response.json({ task_id: 't' }, { status: 202 })
      : Response.json(snapshot())
  }
  vi.stubGlobal(
    'fetch',
    (url: string, init?: RequestInit) => new Promise<Response>((resolve) => resolve(answer(url, init))),
  )
  return backend
}

/** Advance the fake clock. */
export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
