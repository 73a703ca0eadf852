import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { LoopbackServer } from '../../support/loopbackServer'
import { FRESH, PROJECT_ID, rowOf, snapshotOf, type ProjectFacts } from './project'
import { serveFile, type MediaFiles } from './files'

const API = '/api/v1/projects/projects/'
const PROJECT_STREAM = `/api/v1/sse/projects/${PROJECT_ID}/`
const STAGE_STREAM = `${PROJECT_STREAM}stages/rewrite/`
const JOB_STREAM = '/api/tasks/stream'
const HEARTBEAT_INTERVAL_MS = 15_000
const POLL_MS = 10
/** With more than this buffered in a socket, the sender waits for the reader. */
const MAX_QUEUED_BYTES = 1024 * 1024

/** A message without the fields that all messages share. */
export type Message = Readonly<Record<string, unknown>>

/** The folders that the server serves. */
export interface BenchServerOptions {
  /** The built product. */
  readonly dist: string
  /** The built comparison pages, served below `/compare/`. */
  readonly pages: string
  readonly media: MediaFiles
}

/**
 * A backend with one project that sends messages on command. The product and the comparison pages read the same bytes.
 */
export class BenchServer extends LoopbackServer {
  /** The content of the next snapshot. */
  facts: ProjectFacts = FRESH
  readonly #streams = new Set<ServerResponse>()
  readonly #jobStreams = new Set<ServerResponse>()
  readonly #heartbeat: ReturnType<typeof setInterval>
  #lastId = 0
  #most = { project: 0, jobs: 0 }

  constructor(private readonly options: BenchServerOptions) {
    super()
    this.#heartbeat = setInterval(() => {
      for (const stream of [...this.#streams, ...this.#jobStreams]) stream.write(': heartbeat\n\n')
    }, HEARTBEAT_INTERVAL_MS)
  }

  /** The number of open streams. */
  get open(): { readonly project: number; readonly jobs: number } {
    return { project: this.#streams.size, jobs: this.#jobStreams.size }
  }

  /** The maximum number of streams open at once since `forgetMost`. */
  get most(): { readonly project: number; readonly jobs: number } {
    return this.#most
  }

  /** Reset the maximum. */
  forgetMost(): void {
    this.#most = this.open
  }

  /** Wait until this many streams of the project are open. */
  async untilOpen(count: number): Promise<void> {
    while (this.#streams.size !== count) await sleep(POLL_MS)
  }

  /** Send a message to all readers of the project's stream. Settles when they can take another one. */
  async send(message: Message): Promise<void> {
    await this.#write(this.#frame(message))
  }

  /** Send many messages in one write, prepared beforehand, so that sending does not slow down the readers. */
  async sendAtOnce(messages: Iterable<Message>): Promise<void> {
    await this.#write(Buffer.concat(Array.from(messages, (message) => this.#frame(message))))
  }

  /** End the project's streams normally, as after a run. */
  endStreams(): void {
    for (const stream of this.#streams) stream.end()
  }

  /** Close the server and all its connections. */
  override async close(): Promise<void> {
    clearInterval(this.#heartbeat)
    await super.close()
  }

  protected answer(request: IncomingMessage, response: ServerResponse): void {
    void this.#answer(request, response)
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.url)
    // A page asks with HEAD what the server has; that opens nothing.
    if (request.method === 'HEAD' && pathname.startsWith('/api/'))
      response.writeHead(pathname === JOB_STREAM ? 200 : 404).end()
    else if (pathname === PROJECT_STREAM || pathname === STAGE_STREAM) this.#openStream(response)
    else if (pathname === JOB_STREAM) this.#openJobs(response)
    else if (pathname === API)
      sendJson(response, 200, { count: 1, next: null, previous: null, results: [rowOf(this.facts)] })
    else if (pathname === `${API}${PROJECT_ID}/`) sendJson(response, 200, snapshotOf(this.facts))
    else if (pathname.startsWith('/api/')) sendJson(response, 404, { detail: 'Not found.' })
    else await serveFile(pathname, this.options, response)
  }

  #frame(message: Message): Buffer {
    const body = { ...message, project_id: PROJECT_ID, timestamp: Date.now() / 1000 }
    return Buffer.from(`id: ${(this.#lastId += 1)}\ndata: ${JSON.stringify(body)}\n\n`)
  }

  async #write(bytes: Buffer): Promise<void> {
    for (const stream of this.#streams) {
      stream.write(bytes)
      if (stream.writableLength > MAX_QUEUED_BYTES) await drained(stream)
    }
  }

  #openStream(response: ServerResponse): void {
    this.#keepOpen(response, this.#streams)
    const greeting = {
      type: 'connected',
      project_id: PROJECT_ID,
      message: '连接成功',
      timestamp: Date.now() / 1000,
    }
    response.write(`data: ${JSON.stringify(greeting)}\n\n`)
  }

  #openJobs(response: ServerResponse): void {
    this.#keepOpen(response, this.#jobStreams)
    response.write(`data: ${JSON.stringify({ jobs: [] })}\n\n`)
  }

  #keepOpen(response: ServerResponse, among: Set<ServerResponse>): void {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
    })
    among.add(response)
    response.on('close', () => among.delete(response))
    const { project, jobs } = this.open
    this.#most = { project: Math.max(project, this.#most.project), jobs: Math.max(jobs, this.#most.jobs) }
  }
}

/** Settles when a stream can take more, or is closed. */
function drained(stream: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      stream.off('drain', settle)
      stream.off('close', settle)
      resolve()
    }
    stream.on('drain', settle)
    stream.on('close', settle)
  })
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}
