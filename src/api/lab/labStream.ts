import { API_BASE_URL, SSE_PATH } from '@/env'
import type { NewEntry } from '@/lab/entries'
import { createLabConnection, type LabConnection, type LabConnectionOptions } from './labConnection'
import { pageSession } from '../session/pageSession'

/** Whose access a request of the lab carries. A token is only ever in the header. */
export type LabAccess =
  /** Of whoever is signed in here; sent to the product's own backend only. */
  | { readonly kind: 'session' }
  /** A token that was typed. */
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'none' }

/** Where a project's stream is. */
export interface LabTarget {
  /** Origin of the backend; empty: the page's own. */
  readonly baseUrl: string
  /** Path prefix of the streams, such as `/api/v1/sse`. */
  readonly ssePath: string
  readonly projectId: string
  /** null: all stages. */
  readonly stage: string | null
}

/** Where the product's own streams are. */
export const OWN_STREAMS: Pick<LabTarget, 'baseUrl' | 'ssePath'> = {
  baseUrl: API_BASE_URL,
  ssePath: SSE_PATH,
}

/** How a stream of the lab is opened. */
export interface LabStreamOptions extends Pick<
  LabConnectionOptions,
  'scope' | 'autoReconnect' | 'onEntry' | 'onAnswer'
> {
  readonly url: string
  readonly access: LabAccess
}

/** A snapshot is waited for no longer, in milliseconds. */
const SNAPSHOT_LIMIT_MS = 15_000

function withoutTrailingSlash(text: string): string {
  return text.trim().replace(/\/+$/, '')
}

function projectUrl(baseUrl: string, path: string, projectId: string): string {
  const prefix = withoutTrailingSlash(path).replace(/^\/*/, '/')
  return `${withoutTrailingSlash(baseUrl)}${prefix}/projects/${encodeURIComponent(projectId.trim())}/`
}

/** The address of a project's stream: of all stages or of one. */
export function labStreamUrl({ baseUrl, ssePath, projectId, stage }: LabTarget): string {
  const url = projectUrl(baseUrl, ssePath, projectId)
  return stage === null ? url : `${url}stages/${encodeURIComponent(stage)}/`
}

/** Whether a header can hold this token. */
export function isSendable(token: string): boolean {
  return /^[\x21-\x7e]+$/.test(token)
}

/** Whether an address belongs to the backend that has given the session. */
function isOwnBackend(url: string): boolean {
  const origin = (address: string) => new URL(address, location.href).origin
  return URL.canParse(url, location.href) && origin(url) === origin(API_BASE_URL)
}

/** The token that a request to this address carries. */
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
 * A stream for the lab, in the page itself and past the shared worker: what is looked at is this one connection.
 * `open()` begins it.
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
 * @returns null where none came
 */
export async function fetchLabSnapshot(
  { baseUrl, projectId }: Pick<LabTarget, 'baseUrl' | 'projectId'>,
  access: LabAccess,
): Promise<Extract<NewEntry, { kind: 'snapshot' }> | null> {
  const url = projectUrl(baseUrl, '/api/v1/projects', projectId)
  const requestedAt = Date.now()
  try {
    const response = await fetch(url, {
      headers: { Accept: 'application/json', ...headersFor(url, access) },
      signal: AbortSignal.timeout(SNAPSHOT_LIMIT_MS),
    })
    if (!response.ok) return null
    const body = (await response.json()) as unknown
    return { kind: 'snapshot', receivedAt: Date.now(), requestedAt, body }
  } catch {
    return null // the stream is what is tested; a snapshot is only beside it
  }
}
