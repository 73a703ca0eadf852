import { API_BASE_URL, SSE_PATH } from '@/env'
import type { NewEntry } from '@/lab/entries'
import { steadyNow } from '@/platform/steadyClock'
import { createLabConnection, type LabConnection, type LabConnectionOptions } from './labConnection'
import { pageSession } from '../session/pageSession'

/** The credentials of a request. A token is only ever sent in the `Authorization` header. */
export type LabAccess =
  /** The token of the signed-in user; sent to the product's own backend only. */
  | { readonly kind: 'session' }
  /** A token that was typed in. */
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'none' }

/** The location of a project's stream. */
export interface LabTarget {
  /** Origin of the backend; empty for the page's own. */
  readonly baseUrl: string
  /** Path prefix of the streams, such as `/api/v1/sse`. */
  readonly ssePath: string
  readonly projectId: string
  /** null for all stages. */
  readonly stage: string | null
}

/** The location of the product's own streams. */
export const OWN_STREAMS: Pick<LabTarget, 'baseUrl' | 'ssePath'> = {
  baseUrl: API_BASE_URL,
  ssePath: SSE_PATH,
}

/** Options of `createLabStream`. */
export interface LabStreamOptions extends Pick<
  LabConnectionOptions,
  'scope' | 'autoReconnect' | 'onEntry' | 'onAnswer'
> {
  readonly url: string
  readonly access: LabAccess
}

/** Timeout of a snapshot request, in milliseconds. */
const SNAPSHOT_TIMEOUT_MS = 15_000

function withoutTrailingSlash(text: string): string {
  return text.trim().replace(/\/+$/, '')
}

function projectUrl(baseUrl: string, path: string, projectId: string): string {
  const prefix = withoutTrailingSlash(path).replace(/^\/*/, '/')
  return `${withoutTrailingSlash(baseUrl)}${prefix}/projects/${encodeURIComponent(projectId.trim())}/`
}

/** The address of a project's stream, for all stages or one. */
export function labStreamUrl({ baseUrl, ssePath, projectId, stage }: LabTarget): string {
  const url = projectUrl(baseUrl, ssePath, projectId)
  return stage === null ? url : `${url}stages/${encodeURIComponent(stage)}/`
}

/** Whether a header can carry this token. */
function isSendable(token: string): boolean {
  return /^[\x21-\x7e]+$/.test(token)
}

/** Whether an address belongs to the backend that issued the session's token. */
function isOwnBackend(url: string): boolean {
  const origin = (address: string) => new URL(address, location.href).origin
  return URL.canParse(url, location.href) && origin(url) === origin(API_BASE_URL)
}

/** The token to send to this address; null for none. */
function tokenFor(url: string, access: LabAccess): string | null {
  if (access.kind === 'session') return isOwnBackend(url) ? pageSession.accessToken() : null
  if (access.kind === 'none') return null
  const token = access.token.trim().replace(/^Bearer\s+/i, '')
  return isSendable(token) ? token : null
}

function headersFor(url: string, access: LabAccess): Readonly<Record<string, string>> {
  const token = tokenFor(url, access)
  return token === null ? {} : { Authorization: `Bearer ${token}` }
}

/**
 * Create a stream for the lab; `open()` starts it. It runs in the page and bypasses the shared worker, so that the lab
 * shows exactly this connection.
 */
export function createLabStream({ url, access, ...options }: LabStreamOptions): LabConnection {
  let used: string | null = null
  return createLabConnection({
    ...options,
    url,
    headers() {
      used = tokenFor(url, access)
      return headersFor(url, access)
    },
    ...(access.kind === 'session' && {
      onUnauthorized: () => (isOwnBackend(url) ? pageSession.refresh(used) : Promise.resolve(false)),
    }),
  })
}

/**
 * Fetch the snapshot of a project beside its stream.
 *
 * @returns null if there is none
 */
export async function fetchLabSnapshot(
  { baseUrl, projectId }: Pick<LabTarget, 'baseUrl' | 'projectId'>,
  access: LabAccess,
): Promise<Extract<NewEntry, { kind: 'snapshot' }> | null> {
  const url = projectUrl(baseUrl, '/api/v1/projects', projectId)
  const requestedAt = steadyNow()
  try {
    const response = await fetch(url, {
      headers: { Accept: 'application/json', ...headersFor(url, access) },
      signal: AbortSignal.timeout(SNAPSHOT_TIMEOUT_MS),
    })
    if (!response.ok) return null
    const body = (await response.json()) as unknown
    return { kind: 'snapshot', receivedAt: steadyNow(), requestedAt, body }
  } catch {
    return null // the lab tests the stream and can do without a snapshot
  }
}
