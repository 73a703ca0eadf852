import { type Language, languageOfText } from '../../words/language'
import type { StoryContext } from '../types'
import { serviceErrorText, type ServiceErrorKind } from './serviceErrors'

/** An OpenAI-compatible service. */
export interface Service {
  /** Includes the version, such as `https://api.openai.com/v1`. */
  readonly baseUrl: string
  /** Used in the request's header only. */
  readonly apiKey: string
}

/** The host of a service: its name for people. */
export function hostOf({ baseUrl }: Service): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl
}

/** A service's own words end up in a stage's error, so they are cut to this length. */
const LONGEST_DETAIL = 600

function detailOf(body: string): string {
  try {
    const json = JSON.parse(body) as { error?: { message?: unknown } | string; message?: unknown } | null
    const said = typeof json?.error === 'string' ? json.error : (json?.error?.message ?? json?.message)
    return typeof said === 'string' ? said : body
  } catch {
    return body // an error page of a proxy, say: its text is all there is
  }
}

function errorKindOf(status: number): ServiceErrorKind {
  if (status === 401 || status === 403) return 'key'
  if (status === 404) return 'notFound'
  if (status === 429) return 'limit'
  return status >= 500 ? 'server' : 'refused'
}

/** Calls to a service for one story. They end with `signal`, and their errors are in the story's language. */
export interface ServiceCall {
  /**
   * Post JSON, or a form.
   *
   * @returns an answer with a success status
   * @throws Error with a text for the person where the service cannot be reached or refuses
   */
  post(path: string, body: object | FormData): Promise<Response>
  /** The Error for a kind of failure, followed by the service's own words if it gave any. */
  failure(kind: ServiceErrorKind, status?: number, detail?: string): Error
}

/** Prepare calls to `service` for a story. */
export function callService(service: Service, story: StoryContext, signal: AbortSignal): ServiceCall {
  const language: Language = languageOfText(story.story)
  const base = service.baseUrl.replace(/\/+$/, '')
  const failure: ServiceCall['failure'] = (kind, status, detail = '') => {
    const said = detailOf(detail).replaceAll(service.apiKey, '•••').trim().slice(0, LONGEST_DETAIL)
    return new Error(serviceErrorText(kind, language, status, said))
  }
  return {
    failure,
    async post(path, body) {
      const answer = await fetch(`${base}${path}`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${service.apiKey}`,
          // A form brings its own type, with its boundary.
          ...(!(body instanceof FormData) && { 'Content-Type': 'application/json' }),
        },
        body: body instanceof FormData ? body : JSON.stringify(body),
        signal,
      }).catch((cause: unknown) => {
        signal.throwIfAborted()
        throw failure('unreachable', undefined, cause instanceof Error ? causeOf(cause) : '')
      })
      if (answer.ok) return answer
      throw failure(errorKindOf(answer.status), answer.status, await answer.text().catch(() => ''))
    },
  }
}

/** The message `fetch failed` says nothing; the reason is in its cause. */
function causeOf(error: Error): string {
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message
}
