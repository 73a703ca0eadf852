import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startStreamServer, streamOf, type Answer, type StreamServer } from '../transport/streamServer'
import {
  createProjectStageSSE,
  SSE_EVENT_TYPES,
  SSEClient,
  type SSEError,
  type SSEEventMap,
} from '@/services/sseService'

const HELLO = 'data: {"type":"connected","project_id":7,"stage":"rewrite","message":"hello"}\n\n'
const TOKEN =
  'data: {"type":"token","project_id":7,"stage":"rewrite","content":"桃","full_text":"晋桃","timestamp":12.5}\n\n'
const DONE = 'data: {"type":"done","project_id":7,"stage":"rewrite","result":{},"full_text":"晋桃花"}\n\n'

let server: StreamServer
const clients: SSEClient[] = []

async function serve(...answers: Answer[]): Promise<void> {
  server = await startStreamServer(answers)
}

function client(): SSEClient {
  const made = new SSEClient()
  clients.push(made)
  return made
}

/** The URL of one stage's stream. */
function stageUrl(): string {
  return `${server.url}/stages/rewrite/`
}

beforeEach(() => vi.spyOn(Math, 'random').mockReturnValue(0))
afterEach(async () => {
  vi.restoreAllMocks()
  for (const made of clients.splice(0)) made.disconnect()
  await server.close()
})

describe('the client of a stream', () => {
  it('calls listeners by message type, with the field names of the wire', async () => {
    await serve((response) => streamOf(response, HELLO + TOKEN))
    const received: unknown[] = []
    client()
      .connect(stageUrl())
      .on(SSE_EVENT_TYPES.OPEN, () => received.push('open'))
      .on(SSE_EVENT_TYPES.CONNECTED, ({ project_id, message }) => received.push([project_id, message]))
      .on(SSE_EVENT_TYPES.TOKEN, ({ content, full_text, timestamp }) =>
        received.push([content, full_text, timestamp]),
      )
    await vi.waitFor(() => expect(received).toEqual(['open', ['7', 'hello'], ['桃', '晋桃', 12.5]]))
  })

  it('goes on when a listener throws: all tokens arrive, and the error is reported', async () => {
    await serve((response) => streamOf(response, HELLO + TOKEN.repeat(20)))
    const reported: unknown[] = []
    vi.stubGlobal('queueMicrotask', (task: () => void) =>
      Promise.resolve().then(() => {
        try {
          task()
        } catch (error) {
          reported.push(error)
        }
      }),
    )
    const fault = new Error('a mistake of the page')
    let tokens = 0
    const made = client()
      .connect(stageUrl())
      .on('token', () => {
        throw fault
      })
      .on('token', () => (tokens += 1))
    await vi.waitFor(() => expect(tokens).toBe(20))
    expect(made.isConnected()).toBe(true)
    expect(reported).toEqual(Array(20).fill(fault))
    vi.unstubAllGlobals()
  })

  it('calls `message` listeners with every message', async () => {
    await serve((response) => streamOf(response, HELLO + TOKEN + DONE))
    const types: string[] = []
    client()
      .connect(stageUrl())
      .on('message', ({ type }) => types.push(type))
    await vi.waitFor(() => expect(types).toEqual(['connected', 'token', 'done']))
  })

  it('reports frames that it cannot read, and continues', async () => {
    await serve((response) => streamOf(response, `data: {"type":\n\ndata: {"type":"new"}\n\n${TOKEN}`))
    const kinds: string[] = []
    client()
      .connect(stageUrl())
      .on('parse_error', ({ kind }) => kinds.push(kind))
      .on('token', () => kinds.push('token'))
    await vi.waitFor(() => expect(kinds).toEqual(['malformed', 'unknown', 'token']))
  })

  it('distinguishes a failed stage from a lost connection', async () => {
    await serve(
      (response) => {
        streamOf(response, 'data: {"type":"error","stage":"rewrite","error":"no model"}\n\n')
        setTimeout(() => response.destroy(), 20)
      },
      (response) => streamOf(response, HELLO),
    )
    const errors: SSEError[] = []
    client()
      .connect(server.url)
      .on('error', (error) => errors.push(error))
    await vi.waitFor(() => expect(errors).toHaveLength(2))
    expect(errors[0]).toMatchObject({ source: 'server', error: 'no model', stage: 'rewrite' })
    expect(errors[1]).toMatchObject({ source: 'transport', fault: 'network' })
  })

  it('reconnects and keeps its listeners', async () => {
    await serve(
      (response) => {
        streamOf(response, HELLO)
        setTimeout(() => response.destroy(), 20)
      },
      (response) => streamOf(response, TOKEN),
    )
    const received: string[] = []
    client()
      .connect(stageUrl())
      .on('open', () => received.push('open'))
      .on('token', () => received.push('token'))
    await vi.waitFor(() => expect(received).toEqual(['open', 'open', 'token']), 5_000)
    expect(server.requests).toHaveLength(2)
  })

  it('does not reconnect if that is switched off', async () => {
    await serve((response) => {
      streamOf(response, HELLO)
      setTimeout(() => response.destroy(), 20)
    })
    const closed: SSEEventMap['close'][] = []
    const made = client()
      .connect(stageUrl(), { autoReconnect: false })
      .on('close', (data) => closed.push(data))
    await vi.waitFor(() => expect(closed).toEqual([{ fault: null }]))
    expect(made.getReadyState()).toBe(2)
    expect(server.requests).toHaveLength(1)
  })

  it('closes at the end of the stage if reconnection is off', async () => {
    await serve((response) => streamOf(response, HELLO + DONE))
    const received: string[] = []
    client()
      .connect(stageUrl(), { autoReconnect: false })
      .on('done', ({ full_text }) => received.push(full_text ?? ''))
      .on('close', () => received.push('closed'))
    await vi.waitFor(() => expect(received).toEqual(['晋桃花', 'closed']))
  })

  it('has the ready states of EventSource', async () => {
    await serve((response) => streamOf(response, HELLO))
    const made = client()
    expect([made.isConnected(), made.getReadyState()]).toEqual([false, 2])
    made.connect(stageUrl())
    await vi.waitFor(() => expect([made.isConnected(), made.getReadyState()]).toEqual([true, 1]))
    made.disconnect()
    expect([made.isConnected(), made.getReadyState()]).toEqual([false, 2])
  })

  it('sends no request when it is disconnected at once', async () => {
    await serve((response) => streamOf(response, HELLO))
    client().connect(stageUrl()).disconnect()
    await new Promise((resolve) => setImmediate(resolve))
    expect(server.requests).toHaveLength(0)
  })

  it('gives up with an error if the project does not exist', async () => {
    await serve((response) => response.writeHead(404).end())
    const received: unknown[] = []
    client()
      .connect(stageUrl())
      .on('error', (error) => received.push(error))
      .on('close', (data) => received.push(data))
    await vi.waitFor(() => expect(received).toHaveLength(2))
    expect(received).toEqual([
      { source: 'transport', fault: 'not_found', retryAt: null },
      { fault: 'not_found' },
    ])
  })

  it('does not call a removed listener', async () => {
    await serve((response) => streamOf(response, HELLO + TOKEN))
    const received: string[] = []
    const stays = () => received.push('stays')
    const leaves = () => received.push('leaves')
    client().connect(stageUrl()).on('token', leaves).on('token', stays).off('token', leaves)
    await vi.waitFor(() => expect(received).toEqual(['stays']))
  })
})

describe('a client made for a stage', () => {
  it('requests the stage below the configured path, with the project encoded', async () => {
    await serve((response) => streamOf(response, HELLO))
    const asked = vi.spyOn(globalThis, 'fetch').mockImplementation(() => new Promise(() => undefined))
    const made = createProjectStageSSE('a/b', 'rewrite')
    clients.push(made)
    expect(asked).not.toHaveBeenCalled()
    await vi.waitFor(() => expect(asked).toHaveBeenCalled())
    expect(asked.mock.calls[0]?.[0]).toBe('/api/v1/sse/projects/a%2Fb/stages/rewrite/')
  })
})
