import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { StoryContext } from '../types'
import { callService, type Service, type ServiceCall } from './service'

/** A request fails when the model sends nothing for this long. */
const SILENCE_MS = 90_000
/** More than the longest story and its JSON need. A model that writes on and on is stopped. */
const MAX_ANSWER_LENGTH = 1_000_000

/** The question to a model. */
export interface ChatRequest {
  readonly model: string
  readonly system: string
  readonly user: string
}

interface Choice {
  delta?: { content?: unknown }
  message?: { content?: unknown }
  finish_reason?: unknown
}
interface Completion {
  choices?: Choice[]
  error?: { message?: unknown }
}

function parse(data: string, call: ServiceCall): Completion {
  try {
    return (JSON.parse(data) ?? {}) as Completion
  } catch {
    throw call.failure('cut', undefined, data)
  }
}

/** The text in one part of an answer. Throws where the service reports that it stopped early. */
function textOf(completion: Completion, call: ServiceCall): { text: string; finished: boolean } {
  if (completion.error) throw call.failure('server', undefined, JSON.stringify(completion))
  const choice = completion.choices?.[0]
  if (choice?.finish_reason === 'length') throw call.failure('tooLong')
  if (choice?.finish_reason === 'content_filter') throw call.failure('filtered')
  const content = choice?.delta?.content ?? choice?.message?.content
  return {
    text: typeof content === 'string' ? content : '',
    finished: typeof choice?.finish_reason === 'string',
  }
}

/** The pieces of a streamed answer. Throws where it breaks off before the service reports its end. */
async function* streamedPieces(body: ReadableStream<BufferSource>, call: ServiceCall, onData: () => void) {
  const events = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
  let done = false
  for await (const { data } of events) {
    onData()
    if (data === '[DONE]') return
    const { text, finished } = textOf(parse(data, call), call)
    done ||= finished
    if (text !== '') yield text
  }
  if (!done) throw call.failure('cut')
}

async function* pieces(answer: Response, call: ServiceCall, onData: () => void): AsyncGenerator<string> {
  if (answer.headers.get('content-type')?.includes('application/json'))
    // Some services send the whole answer at once, although a stream was requested.
    yield textOf(parse(await answer.text(), call), call).text
  else if (answer.body) yield* streamedPieces(answer.body, call, onData)
}

/**
 * Ask a model, and yield its answer as it arrives (`POST /chat/completions` with `stream: true`).
 *
 * @throws the signal's reason once it is aborted; Error with a text for the person where the service fails, is silent
 *   for 90 s, stops before the end, or does not stop at all
 */
export async function* streamChat(
  service: Service,
  request: ChatRequest,
  story: StoryContext,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const silence = new AbortController()
  const call = callService(service, story, AbortSignal.any([signal, silence.signal]))
  const timer = setTimeout(() => silence.abort(call.failure('silent')), SILENCE_MS)
  const messages = [
    { role: 'system', content: request.system },
    { role: 'user', content: request.user },
  ]
  let empty = true
  let length = 0
  try {
    const answer = await call.post('/chat/completions', { model: request.model, stream: true, messages })
    for await (const piece of pieces(answer, call, () => timer.refresh())) {
      empty &&= piece.trim() === ''
      length += piece.length
      if (length > MAX_ANSWER_LENGTH) throw call.failure('tooLong')
      yield piece
    }
  } catch (cause) {
    signal.throwIfAborted()
    silence.signal.throwIfAborted()
    // undici reports a connection that broke during the answer as a TypeError.
    throw cause instanceof TypeError ? call.failure('cut') : cause
  } finally {
    clearTimeout(timer)
  }
  if (empty) throw call.failure('empty')
}
