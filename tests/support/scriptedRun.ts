import { readFileSync } from 'node:fs'
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

type Json = Record<string, unknown>

/** The ID of the only project. */
export const SCRIPTED_ID = 'scripted'

/**
 * A backend with one project whose rewrite a test controls: it serves the stream and the snapshot itself, and forwards
 * all other requests to a studio.
 */
export class ScriptedRun {
  readonly #server: Server
  readonly #streams = new Set<ServerResponse>()
  readonly #startedAt = Date.now()
  #text = ''
  #isDone = false

  constructor(private readonly studioUrl: string) {
    this.#server = createServer((incoming, outgoing) => this.#answer(incoming, outgoing))
  }

  /** The URL of the project's dashboard. */
  get url(): string {
    const address = this.#server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    return `http://127.0.0.1:${port}/projects/${SCRIPTED_ID}`
  }

  /** The text written so far. */
  get text(): string {
    return this.#text
  }

  /** The number of open streams. */
  get watchers(): number {
    return this.#streams.size
  }

  /** Listen on a free port of loopback. */
  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  /** Close the server and all its connections. */
  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** Write pieces of the rewrite: one token each, with the full text so far. */
  write(...pieces: readonly string[]): void {
    const frames = pieces.map((content) => {
      this.#text += content
      return this.#frame({ type: 'token', stage: 'rewrite', content, full_text: this.#text })
    })
    for (const stream of this.#streams) stream.write(frames.join(''))
  }

  /** Write pieces at a steady pace. */
  async writeSteadily(pieces: readonly string[], perSecond: number): Promise<void> {
    const started = Date.now()
    for (let sent = 0; sent < pieces.length;) {
      const due = Math.min(pieces.length, Math.ceil(((Date.now() - started) * perSecond) / 1000))
      this.write(...pieces.slice(sent, due))
      sent = due
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  /** Complete the rewrite. */
  finish(): void {
    this.#isDone = true
    const done = this.#frame({ type: 'done', stage: 'rewrite', full_text: this.#text, metadata: {} })
    for (const stream of this.#streams) stream.write(done)
  }

  /** Cut all streams. The page reconnects automatically. */
  cut(): void {
    for (const stream of this.#streams) stream.destroy()
  }

  #frame(message: Json): string {
    return `data: ${JSON.stringify({ project_id: SCRIPTED_ID, timestamp: Date.now() / 1000, ...message })}\n\n`
  }

  #snapshot(): string {
    const told = JSON.parse(
      readFileSync('tests/fixtures/streams/one-scene.snapshot.json', 'utf8'),
    ) as Json & {
      stages: Json[]
    }
    const waiting = {
      status: 'pending',
      started_at: null,
      completed_at: null,
      domain_data: null,
      output_data: null,
    }
    const rewrite = {
      status: this.#isDone ? 'completed' : 'processing',
      started_at: new Date(this.#startedAt).toISOString(),
      domain_data: this.#isDone ? { rewritten_text: this.#text } : null,
    }
    const stages = told.stages.map((stage) => ({
      ...stage,
      ...waiting,
      ...(stage['stage_type'] === 'rewrite' && rewrite),
    }))
    return JSON.stringify({ ...told, id: SCRIPTED_ID, status: 'processing', completed_at: null, stages })
  }

  #answer(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const path = incoming.url ?? '/'
    if (path.includes('/sse/')) {
      outgoing.writeHead(200, { 'Content-Type': 'text/event-stream' })
      outgoing.write(this.#frame({ type: 'connected', message: 'hello' }))
      this.#streams.add(outgoing)
      outgoing.on('close', () => this.#streams.delete(outgoing))
    } else if (path.includes(`/projects/projects/${SCRIPTED_ID}/`)) {
      outgoing.writeHead(200, { 'Content-Type': 'application/json' }).end(this.#snapshot())
    } else {
      const headers = { ...incoming.headers, host: new URL(this.studioUrl).host }
      const onward = request(this.studioUrl + path, { method: incoming.method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      })
      onward.on('error', () => outgoing.destroy())
      incoming.pipe(onward)
    }
  }
}
