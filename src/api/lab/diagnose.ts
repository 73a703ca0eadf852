import type { Report } from '@/lab/rules/report'
import type { StreamAnswer } from '@/transport/attempt'
import type { ConnectionFault } from '@/transport/connectionState'
import type { AnswerFacts, FetchLike } from '@/transport/stream'

/**
 * What is wrong with a stream, as keys: `lab.diagnosis.says.<kind>` tells what was found and
 * `lab.diagnosis.advice.<kind>` what to do about it; every other field is a figure or word of those sentences.
 */
export type Diagnosis =
  | { readonly kind: 'bad_url' }
  /** This machine has no network. */
  | { readonly kind: 'offline' }
  | { readonly kind: 'unknown_host' }
  | { readonly kind: 'connection_refused' }
  | { readonly kind: 'bad_certificate'; readonly code: string }
  /** No answer, and nobody says why. */
  | { readonly kind: 'unreachable' }
  /** A page by https may not ask a host by http. */
  | { readonly kind: 'mixed_content' }
  /** The host answers, but this page may not read it. */
  | { readonly kind: 'cors' }
  /** The host may be read, but not asked with `Authorization`. */
  | { readonly kind: 'preflight_authorization' }
  /** The host answers now: the stream was cut. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'server_error'; readonly status: number }
  | { readonly kind: 'no_content' }
  | { readonly kind: 'login_redirect'; readonly url: string }
  /** A page of this or another single-page app: the address is not the backend's. */
  | { readonly kind: 'app_page' }
  | { readonly kind: 'html' }
  | { readonly kind: 'wrong_type'; readonly type: string }
  | { readonly kind: 'compressed'; readonly encoding: string }
  /** Headers without bytes, or not even headers, while the run moves. */
  | { readonly kind: 'buffered'; readonly seconds: number }
  /** What was sent over a long time came at once. */
  | { readonly kind: 'buffered_bursts'; readonly frames: number }
  | { readonly kind: 'silent' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'frame_too_large' }

/** An answer as the tap tells it. */
export type Answer = AnswerFacts & StreamAnswer

/** What a failure is diagnosed from. */
export interface FailedStream {
  readonly url: string
  readonly fault: ConnectionFault
  /** The last answer; null where none has come since the last attempt began. */
  readonly answer: Answer | null
  readonly hadAuthorization: boolean
  /** Address of the page that asks; null where no browser stands in between. */
  readonly pageUrl: string | null
  readonly isOnline: boolean
  readonly fetch: FetchLike
}

/** A probe is waited for no longer, in milliseconds. */
const PROBE_LIMIT_MS = 8_000
/** So long without a byte, while the run moves, is no chance, in milliseconds. */
const SILENCE_MS = 10_000

/** How an address looks that a person is sent to for signing in. */
const LOGIN = /\b(?:log-?in|sign-?in|sso|auth|oauth2?|accounts?)\b/i
/** How the empty page of a single-page app looks. */
const APP_PAGE = /<div\s+id=["']?(?:app|root|__next|__nuxt)["']?[\s>]/i

/** What an answer that is no stream says by itself; null for a stream. */
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
  if (isHtml && isRedirected && LOGIN.test(pathOf(url))) return { kind: 'login_redirect', url: pathOf(url) }
  if (isHtml) return { kind: APP_PAGE.test(bodyStart) ? 'app_page' : 'html' }
  return { kind: 'wrong_type', type }
}

/** An address without what may be secret in it. */
function pathOf(url: string): string {
  if (!URL.canParse(url)) return ''
  const { origin, pathname } = new URL(url)
  return origin + pathname
}

/** Ask for the headers of an answer and leave it. @returns what went wrong; null where an answer came */
async function probe(fetch: FetchLike, url: string, init: RequestInit): Promise<unknown> {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), PROBE_LIMIT_MS)
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

/** The code that Node gives to the cause of a failed fetch; `''` where there is none. */
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

/** Hosts that a browser trusts without https. */
function isLocal(hostname: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$|\.localhost$/.test(hostname)
}

/** Why no answer came. Asks the host of `url`, and no other, once or twice. */
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
  // Such a request needs no consent: that it is answered shows that the host is there.
  const isThere = (await probe(fetch, target.href, { mode: 'no-cors' })) === null
  return { kind: isThere ? 'cors' : 'unreachable' }
}

/** Say what a failed stream failed of. */
export async function diagnose(stream: FailedStream): Promise<Diagnosis> {
  const { fault, answer } = stream
  const told = answer && diagnoseAnswer(answer)
  if (told) return told
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

/** What a stream that has not failed is diagnosed from. */
export interface OpenStream {
  /** null while not even the headers have come. */
  readonly answer: Answer | null
  /** How long nothing has come, in milliseconds. */
  readonly quietMs: number
  /** Whether the project's snapshot has changed meanwhile. */
  readonly isRunMoving: boolean
  readonly report: Report
}

/** Say what is wrong with a stream that is open or being opened; null where nothing is. */
export function diagnoseOpen({ answer, quietMs, isRunMoving, report }: OpenStream): Diagnosis | null {
  const encoding = answer?.headers['content-encoding'] ?? 'identity'
  if (isRunMoving && quietMs >= SILENCE_MS) return { kind: 'buffered', seconds: Math.round(quietMs / 1000) }
  const burst = report.findings.find(({ rule }) => rule === 'burst')
  if (encoding !== 'identity') return { kind: 'compressed', encoding }
  if (burst) return { kind: 'buffered_bursts', frames: Number(burst.params['frames']) }
  return answer?.withoutAuthorization === true ? { kind: 'preflight_authorization' } : null
}
