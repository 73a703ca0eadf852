import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A stream that violates the contract: the chunks to send, and how it ends. */
export interface BrokenStream {
  readonly chunks: readonly (string | Uint8Array)[]
  readonly end: 'open' | 'close' | 'cut'
}

const message = (fields: Record<string, unknown>, id?: string) =>
  `${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify({ project_id: 'p', ...fields })}\n\n`
const CONNECTED = message({ type: 'connected', message: 'hello' })
const DONE = message({ type: 'pipeline_done', stage: 'pipeline', metadata: {} })
const working = (fields: Record<string, unknown> = {}) =>
  message({ type: 'stage_update', stage: 'rewrite', status: 'processing', ...fields })

/** A violation for each rule of the lab, by the rule's name. */
export const BROKEN_STREAMS: Readonly<Record<string, BrokenStream>> = {
  malformed: { chunks: [CONNECTED, 'data: {"type": "token", \n\n', DONE], end: 'open' },
  unknown_type: { chunks: [CONNECTED, message({ type: 'weather' }), DONE], end: 'open' },
  foreign_stage: {
    chunks: [CONNECTED, message({ type: 'progress', stage: 'image_edit', progress: 1 }), DONE],
    end: 'open',
  },
  connected_not_first: { chunks: [working(), CONNECTED], end: 'open' },
  after_end: { chunks: [CONNECTED, DONE, working()], end: 'open' },
  end_missing: { chunks: [CONNECTED, working()], end: 'cut' },
  progress_back: {
    chunks: [
      CONNECTED,
      working(),
      message({ type: 'progress', stage: 'rewrite', progress: 60 }),
      message({ type: 'progress', stage: 'rewrite', progress: 20 }),
    ],
    end: 'open',
  },
  text_gap: {
    chunks: [
      CONNECTED,
      working(),
      message({ type: 'token', stage: 'rewrite', content: 'a', full_text: 'a' }),
      message({ type: 'token', stage: 'rewrite', content: 'c', full_text: 'abc' }),
    ],
    end: 'open',
  },
  ids_repeat: {
    chunks: [
      CONNECTED,
      message({ type: 'progress', stage: 'rewrite', progress: 1 }, '7'),
      message({ type: 'progress', stage: 'rewrite', progress: 2 }, '6'),
    ],
    end: 'open',
  },
  not_utf8: {
    chunks: [
      CONNECTED,
      new Uint8Array([
        ...new TextEncoder().encode('data: {"type":"progress","message":"'),
        0xff,
        0xfe,
        ...new TextEncoder().encode('"}\n\n'),
      ]),
    ],
    end: 'open',
  },
  giant_frame: {
    chunks: [
      CONNECTED,
      message({ type: 'progress', message: `<img src=x onerror=alert(1)>${'x'.repeat(5e6)}` }),
    ],
    end: 'open',
  },
}

/** Hostile content in every kind of row that a stream can have. */
export const HOSTILE_STREAM: BrokenStream = {
  chunks: [
    ': <script>window.hacked = 1</script>\n\n',
    CONNECTED,
    message({
      type: 'token',
      stage: 'rewrite',
      content: '<img src=x onerror="window.hacked=1">',
      full_text: '',
    }),
    message({ type: 'token', stage: 'rewrite', content: '\u202Eevil\u0000\u0007', full_text: '' }),
    message({ type: '<b>bold</b>' }),
    'data: javascript:alert(1)\n\n',
    'event: __proto__\nid: <i>1</i>\ndata: {"type":"constructor"}\n\n',
  ],
  end: 'open',
}

/** More frames than a page could render as rows. */
export const FLOOD_FRAMES = 100_000

function* flood(): Generator<string> {
  yield CONNECTED
  for (let at = 1; at < FLOOD_FRAMES; at += 1)
    yield message({ type: 'progress', stage: 'rewrite', progress: 1, message: `frame ${at}` })
}

const STREAMS: Readonly<Record<string, BrokenStream>> = {
  ...BROKEN_STREAMS,
  hostile: HOSTILE_STREAM,
  flood: { chunks: [[...flood()].join('')], end: 'open' },
}

/** A response that is not a stream. */
interface Refusal {
  readonly status: number
  readonly type?: string
  readonly body?: string
  readonly location?: string
  /** Whether the response allows pages of other origins to read it. */
  readonly isForAll: boolean
}

const refused = (status: number, rest: Partial<Refusal> = {}): Refusal => ({
  status,
  isForAll: true,
  ...rest,
})

/** Responses in place of a stream, by the diagnosis that the lab must give. */
export const REFUSALS: Readonly<Record<string, Refusal>> = {
  cors: refused(200, { type: 'text/event-stream', body: CONNECTED, isForAll: false }),
  unauthorized: refused(401),
  forbidden: refused(403),
  not_found: refused(404),
  server_error: refused(503),
  no_content: refused(204),
  html: refused(200, { type: 'text/html', body: '<h1>Welcome to nginx</h1>' }),
  wrong_type: refused(200, { type: 'application/json', body: '{}' }),
  login_redirect: refused(302, { location: '/login/' }),
}

/** A server whose streams violate the contract, for pages of any origin. */
export class BrokenServer {
  readonly #open = new Set<ServerResponse>()
  readonly #server: Server = createServer((request, response) => {
    const [, name = ''] = /\/projects\/([^/]+)\//.exec(request.url ?? '') ?? []
    const stream = STREAMS[name]
    const refusal = REFUSALS[name]
    if (refusal?.isForAll !== false) {
      response.setHeader('Access-Control-Allow-Origin', '*')
      response.setHeader('Access-Control-Allow-Headers', 'Authorization, Accept, Content-Type, Last-Event-ID')
    }
    if (request.method === 'OPTIONS') response.writeHead(204).end()
    else if (stream) this.#answer(response, stream)
    else if (refusal) this.#refuse(response, refusal)
    else if (request.url === '/login/')
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<form>Please sign in</form>')
    else response.writeHead(404, { 'Content-Type': 'application/json' }).end('{"detail":"not found"}')
  })

  /** The origin of the server. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  async close(): Promise<void> {
    for (const response of this.#open) response.destroy()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #refuse(response: ServerResponse, { status, type, body, location }: Refusal): void {
    response.writeHead(status, {
      ...(type !== undefined && { 'Content-Type': type }),
      ...(location !== undefined && { Location: location }),
    })
    response.end(body)
  }

  #answer(response: ServerResponse, { chunks, end }: BrokenStream): void {
    this.#open.add(response)
    response.on('close', () => this.#open.delete(response))
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    for (const chunk of chunks) response.write(chunk)
    if (end === 'close') response.end()
    // Let the written bytes go out first.
    if (end === 'cut') setTimeout(() => response.destroy(), 100)
  }
}
