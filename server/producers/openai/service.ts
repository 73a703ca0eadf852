import { type Language, languageOf } from '../../words/language'
import type { StoryContext } from '../types'
import { type Trouble, wordsOf } from './troubles'

/** An OpenAI-compatible service. */
export interface Service {
  /** With its version, such as `https://api.openai.com/v1`. */
  readonly baseUrl: string
  /** Goes into the request's header and nowhere else. */
  readonly apiKey: string
}

/** A service's own words, bounded: they end up in a stage's error. */
const LONGEST_DETAIL = 600

function detailOf(body: string): string {
  try {
    const json = JSON.parse(body) as { error?: { message?: unknown } | string; message?: unknown } | null
    const said = typeof json?.error === 'string' ? json.error : (json?.error?.message ?? json?.message)
    return typeof said === 'string' ? said : body
  } catch {
    return body // an error page of a proxy: its text is all there is
  }
}

function troubleOf(status: number): Trouble {
  if (status === 401 || status === 403) return 'key'
  if (status === 404) return 'notFound'
  if (status === 429) return 'limit'
  return status >= 500 ? 'server' : 'refused'
}

/** A service for one story: its calls end with `signal`, its failures are told in the story's language. */
export interface ServiceCall {
  /**
   * Post JSON.
   *
   * @returns an answer with a status of success
   * @throws Error in words for a person when the service cannot be reached or refuses
   */
  post(path: string, body: unknown): Promise<Response>
  /** The Error for a trouble, with the service's own words where there are any. */
  failure(trouble: Trouble, status?: number, detail?: string): Error
}

/** Prepare calls to `service` for a story. */
export function callService(service: Service, story: StoryContext, signal: AbortSignal): ServiceCall {
  const language: Language = languageOf(story.story)
  const base = service.baseUrl.replace(/\/+$/, '')
  const failure: ServiceCall['failure'] = (trouble, status, detail = '') => {
    const said = detailOf(detail).replaceAll(service.apiKey, '•••').trim().slice(0, LONGEST_DETAIL)
    return new Error(wordsOf(trouble, language, status, said))
  }
  return {
    failure,
    async post(path, body) {
      const answer = await fetch(`${base}${path}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${service.apiKey}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
        signal,
      }).catch((cause: unknown) => {
        signal.throwIfAborted()
        throw failure('unreachable', undefined, cause instanceof Error ? causeOf(cause) : '')
      })
      if (answer.ok) return answer
      throw failure(troubleOf(answer.status), answer.status, await answer.text().catch(() => ''))
    },
  }
}

/** `fetch failed` says nothing: the reason is one level down. */
function causeOf(error: Error): string {
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message
}
