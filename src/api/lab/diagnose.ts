import type { Report } from '@/lab/rules/report'
import type { StreamAnswer } from '@/transport/attempt'
import type { ConnectionFault } from '@/transport/connectionState'
import type { AnswerFacts, FetchLike } from '@/transport/stream'

/**
 * What is wrong with a stream. The texts are `lab.diagnosis.says.<kind>` for the problem and
 * `lab.diagnosis.advice.<kind>` for the solution; all other fields are their parameters.
 */
export type Diagnosis =
  | { readonly kind: 'bad_url' }
  /** This machine has no network. */
  | { readonly kind: 'offline' }
  | { readonly kind: 'unknown_host' }
  | { readonly kind: 'connection_refused' }
  | { readonly kind: 'bad_certificate'; readonly code: string }
  /** No response, for an unknown reason. */
  | { readonly kind: 'unreachable' }
  /** A page served over https may not request http. */
  | { readonly kind: 'mixed_content' }
  /** The host responds, but does not allow this page to read the response. */
  | { readonly kind: 'cors' }
  /** The host allows this page, but not the `Authorization` header. */
  | { readonly kind: 'preflight_authorization' }
  /** The connection was cut; the host responds again. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'server_error'; readonly status: number }
  | { readonly kind: 'no_content' }
  | { readonly kind: 'login_redirect'; readonly url: string }
  /** The page of a single-page app: the request did not reach the backend. */
  | { readonly kind: 'app_page' }
  | { readonly kind: 'html' }
  | { readonly kind: 'wrong_type'; readonly type: string }
  | { readonly kind: 'compressed'; readonly encoding: string }
  /** Nothing arrives although the run makes progress. */
  | { readonly kind: 'buffered'; readonly seconds: number }
  /** Messages sent over some time arrived at once. */
  | { readonly kind: 'buffered_bursts'; readonly frames: number }
  | { readonly kind: 'silent' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'frame_too_large' }

/** A response as the transport reports it. */
export type Answer = AnswerFacts & StreamAnswer

/** What a failed stream is diagnosed from. */
export interface FailedStream {
  readonly url: string
  readonly fault: ConnectionFault
  /** The response to the last attempt; null without one. */
  readonly answer: Answer | null
  readonly hadAuthorization: boolean
  /** Address of the page; null outside a browser. */
  readonly pageUrl: string | null
  readonly isOnline: boolean
  readonly fetch: FetchLike
}

/** Timeout of a probe, in milliseconds. */
const PROBE_TIMEOUT_MS = 8_000
/** Silence of this length while the run makes progress is a fault, in milliseconds. */
const SILENCE_MS = 10_000

/** Matches the path of a sign-in page. */
const LOGIN_PATH = /\b(?:log-?in|sign-?in|sso|auth|oauth2?|accounts?)\b/i
/** Matches the empty page of a single-page app. */
const APP_PAGE = /<div\s+id=["']?(?:app|root|__next|__nuxt)["']?[\s>]/i

/** Diagnose a response that is not a stream; null for a stream. */
export function diagnoseAnswer(answer: AnswerFacts): Diagnosis | null {
  const { status, bodyStart, headers, url, isRedirected } = answer
  if (bodyStart === null) return null
  if (status === 204) return { kind: 'no_content' }
  if (status === 401) return { kind: 'unauthorized' }
  if (status === 403) return { kind: 'forbidden' }
  if (status === 404 || status === 410) return { kind: 'not_found' }
  if (status >= 500) return { kind: 'server_error', status }
  if (status !== 200) return { kind: 'refused', status }
  const type = headers['content-type'] ?? ''
  const isHtml = /\bhtml\b/i.test(type) || /^\s*<(?:!doctype\s+html|html)\b/i.test(bodyStart)
  if (isHtml && isRedirected && LOGIN_PATH.test(pathOf(url)))
    return { kind: 'login_redirect', url: pathOf(url) }
  if (isHtml) return { kind: APP_PAGE.test(bodyStart) ? 'app_page' : 'html' }
  return { kind: 'wrong_type', type }
}

/** An address without user, query and fragment, which may hold secrets. */
function pathOf(url: string): string {
  if (!URL.canParse(url)) return ''
  const { origin, pathname } = new URL(url)
  return origin + pathname
}

/** Request only the headers of a response. @returns the error; null if a response arrived */
async function probe(fetch: FetchLike, url: string, init: RequestInit): Promise<unknown> {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), PROBE_TIMEOUT_MS)
  try {
    await fetch(url, { ...init, cache: 'no-store', credentials: 'omit', signal: controller.signal })
    return null
  } catch (error) {
    return error ?? new Error('no answer')
  } finally {
    clearTimeout(timer)
    controller.abort()
  }
}

/** Node's error code for a failed fetch; `''` without one. */
function codeOf(error: unknown): string {
  for (let cause = error, depth = 0; depth < 4 && cause instanceof Error; depth += 1) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code
    const [first] = cause instanceof AggregateError ? (cause.errors as unknown[]) : []
    cause = first ?? cause.cause
  }
  return ''
}

function diagnoseError(error: unknown): Diagnosis {
  const code = codeOf(error)
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { kind: 'unknown_host' }
  if (code === 'ECONNREFUSED') return { kind: 'connection_refused' }
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|^ERR_(?:TLS|SSL)/.test(code))
    return { kind: 'bad_certificate', code }
  return { kind: 'unreachable' }
}

/** Whether browsers trust this host without https. */
function isLocal(hostname: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$|\.localhost$/.test(hostname)
}

/** Diagnose a missing response. Sends one or two requests, only to the host of `url`. */
async function diagnoseNetwork(stream: FailedStream): Promise<Diagnosis> {
  const { url, pageUrl, fetch } = stream
  if (!URL.canParse(url, pageUrl ?? undefined)) return { kind: 'bad_url' }
  const target = new URL(url, pageUrl ?? undefined)
  if (!/^https?:$/.test(target.protocol)) return { kind: 'bad_url' }
  if (!stream.isOnline && !isLocal(target.hostname)) return { kind: 'offline' }
  const page = pageUrl === null ? null : new URL(pageUrl)
  if (page?.protocol === 'https:' && target.protocol === 'http:' && !isLocal(target.hostname))
    return { kind: 'mixed_content' }
  const accept = { headers: { Accept: 'text/event-stream' } }
  const error = await probe(fetch, target.href, accept)
  if (error === null) {
    const isCrossOrigin = page !== null && page.origin !== target.origin
    return { kind: stream.hadAuthorization && isCrossOrigin ? 'preflight_authorization' : 'cut' }
  }
  if (page === null || page.origin === target.origin) return diagnoseError(error)
  // A `no-cors` request needs no permission: any response shows that the host is reachable.
  const isReachable = (await probe(fetch, target.href, { mode: 'no-cors' })) === null
  return { kind: isReachable ? 'cors' : 'unreachable' }
}

/** Diagnose a failed stream. */
export async function diagnose(stream: FailedStream): Promise<Diagnosis> {
  const { fault, answer } = stream
  const refusal = answer && diagnoseAnswer(answer)
  if (refusal) return refusal
  switch (fault) {
    case 'silent':
    case 'ended':
    case 'frame_too_large':
    case 'unauthorized':
    case 'forbidden':
    case 'not_found':
      return { kind: fault }
    case 'not_a_stream':
      return { kind: 'wrong_type', type: answer?.headers['content-type'] ?? '' }
    case 'server':
      return { kind: 'server_error', status: answer?.status ?? 0 }
    case 'network':
      return diagnoseNetwork(stream)
  }
}

/** What a stream is diagnosed from while it is open or connecting. */
export interface OpenStream {
  /** null until the headers arrive. */
  readonly answer: Answer | null
  /** Time since the last byte, in milliseconds. */
  readonly quietMs: number
  /** Whether the project's snapshot has changed since the last byte. */
  readonly isRunProgressing: boolean
  readonly report: Report
}

/** Diagnose a stream that is open or connecting; null if nothing is wrong. */
export function diagnoseOpen({ answer, quietMs, isRunProgressing, report }: OpenStream): Diagnosis | null {
  const encoding = answer?.headers['content-encoding'] ?? 'identity'
  if (isRunProgressing && quietMs >= SILENCE_MS)
    return { kind: 'buffered', seconds: Math.round(quietMs / 1000) }
  const burst = report.findings.find(({ rule }) => rule === 'burst')
  if (encoding !== 'identity') return { kind: 'compressed', encoding }
  if (burst) return { kind: 'buffered_bursts', frames: Number(burst.params['frames']) }
  return answer?.withoutAuthorization === true ? { kind: 'preflight_authorization' } : null
}
