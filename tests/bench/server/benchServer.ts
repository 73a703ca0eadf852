import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { FRESH, PROJECT_ID, rowOf, snapshotOf, type ProjectFacts } from './project'
import { serveFile, type MediaFiles } from './files'

const API = '/api/v1/projects/projects/'
const PROJECT_STREAM = `/api/v1/sse/projects/${PROJECT_ID}/`
const STAGE_STREAM = `${PROJECT_STREAM}stages/rewrite/`
const JOB_STREAM = '/api/tasks/stream'
const HEARTBEAT_INTERVAL_MS = 15_000
const POLL_MS = 10
/** Beyond this much in a socket, the sender waits for its reader. */
const MAX_QUEUED_BYTES = 1024 * 1024

/** A message without what all of them have. */
export type Message = Readonly<Record<string, unknown>>

/** Where the server finds what it serves. */
export interface BenchServerOptions {
  /** The built product. */
  readonly dist: string
  /** The built comparison pages, served below `/compare/`. */
  readonly pages: string
  readonly media: MediaFiles
}

/**
 * A backend with one project, which speaks the contract and sends what it is told to send, when it is told to. The
 * product and the comparison pages read the same bytes from it.
 */
export class BenchServer {
  /** What the next snapshot tells. */
  facts: ProjectFacts = FRESH
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #streams = new Set<ServerResponse>()
  readonly #jobStreams = new Set<ServerResponse>()
  readonly #heartbeat: ReturnType<typeof setInterval>
  #lastId = 0
  #most = { project: 0, jobs: 0 }

  constructor(private readonly options: BenchServerOptions) {
    this.#server = createServer((request, response) => void this.#answer(request, response))
    this.#server.on('connection', (socket) => {
      socket.setNoDelay(true)
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
    this.#heartbeat = setInterval(() => {
      for (const stream of [...this.#streams, ...this.#jobStreams]) stream.write(': heartbeat\n\n')
    }, HEARTBEAT_INTERVAL_MS)
  }

  /** Its origin. */
  get url(): string {
    const address = this.#server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  }

  /** How many streams are open now. */
  get open(): { readonly project: number; readonly jobs: number } {
    return { project: this.#streams.size, jobs: this.#jobStreams.size }
  }

  /** How many have been open at once at most, since `forgetMost`. */
  get most(): { readonly project: number; readonly jobs: number } {
    return this.#most
  }

  /** Count the most anew. */
  forgetMost(): void {
    this.#most = this.open
  }

  /** Wait until so many streams of the project are open. */
  async untilOpen(count: number): Promise<void> {
    while (this.#streams.size !== count) await sleep(POLL_MS)
  }

  /** Listen on a free port of loopback. */
  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  /** Send a message to everybody who reads the project's stream. Settles when they can take another one. */
  async send(message: Message): Promise<void> {
    await this.#write(this.#frame(message))
  }

  /** Send many messages in one piece, made before the first of them goes: the readers have the machine to themselves. */
  async sendAtOnce(messages: Iterable<Message>): Promise<void> {
    await this.#write(Buffer.concat(Array.from(messages, (message) => this.#frame(message))))
  }

  /** End the project's streams in good order, as after the end of a run. */
  endStreams(): void {
    for (const stream of this.#streams) stream.end()
  }

  /** End it, with all that is open. */
  async close(): Promise<void> {
    clearInterval(this.#heartbeat)
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.url)
    if (pathname === PROJECT_STREAM || pathname === STAGE_STREAM) this.#openStream(response)
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

/** Settles when a stream has room again, or is gone. */
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
