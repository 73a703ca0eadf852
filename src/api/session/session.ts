import { webLocks } from '@/platform/webLocks'
import { renewedAccessSchema } from '@/protocol/accounts'
import { API_ERRORS, ApiError } from '../calls/errors'
import { keepSession, readKeptSession, renewalTime, SESSION_KEY, type KeptSession } from './keptSession'
import { sendCall } from '../calls/request'

/*
 * The session of this browser: one for all tabs, in `localStorage`. A page reads it anew whenever it needs it, so that
 * no tab uses what another has replaced.
 */

/** What is known of sign-in. */
export type SessionState =
  /** Nobody has asked the server yet. */
  | { readonly status: 'unknown' }
  /** The server asks for no sign-in. */
  | { readonly status: 'open' }
  | { readonly status: 'signedOut'; readonly reason: SignedOutReason }
  | { readonly status: 'signedIn'; readonly username: string }

/** Why nobody is signed in. */
export type SignedOutReason =
  /** The server asks for it. */
  | 'needed'
  /** The server would not renew the session. */
  | 'ended'
  /** The person left, here or in another tab. */
  | 'left'

/** What a server gives to whoever signs in. */
export interface NewSession {
  readonly username: string
  readonly access: string
  readonly refresh: string
}

/** A tab that renews the session holds this lock; a frozen one is not waited for longer than this. */
const LOCK_NAME = 'dailies:session'
const LOCK_PATIENCE_MS = 20_000
/** Where there are no locks: how long a tab that was refused waits for what another one may have been given. */
const RACE_WAIT_MS = 1_000

type Absence = Exclude<SessionState, { status: 'signedIn' }>
let absence: Absence = { status: 'unknown' }
let renewing: Promise<boolean> | null = null
const listeners = new Set<() => void>()

/** What is known now. */
export function sessionState(): SessionState {
  const kept = readKeptSession()
  return kept ? { status: 'signedIn', username: kept.username } : absence
}

/** The access token; null where nobody is signed in. It may have run out. */
export function accessToken(): string | null {
  return readKeptSession()?.access ?? null
}

function announce() {
  for (const listener of [...listeners]) listener()
}

function handleStorage({ key }: StorageEvent) {
  if (key !== SESSION_KEY && key !== null) return
  if (absence.status !== 'signedOut') absence = { status: 'signedOut', reason: 'left' }
  announce()
}

/**
 * Call back when somebody has signed in or out or has new tokens, in whichever tab.
 *
 * @returns stops it
 */
export function onSessionChange(callback: () => void): () => void {
  // Where there is no window there are no other tabs.
  const page = typeof window === 'undefined' ? null : window
  if (listeners.size === 0) page?.addEventListener('storage', handleStorage)
  listeners.add(callback)
  return () => {
    listeners.delete(callback)
    if (listeners.size === 0) page?.removeEventListener('storage', handleStorage)
  }
}

/** Keep what the server has given. */
export function beginSession({ username, access, refresh }: NewSession): void {
  keepSession({ username, access, refresh, renewAt: renewalTime(access, Date.now()) })
  announce()
}

/** Forget the session, in all tabs, or say what is known while there is none. */
export function endSession(state: Absence): void {
  const isNews = readKeptSession() !== null || JSON.stringify(state) !== JSON.stringify(absence)
  keepSession(null)
  absence = state
  if (isNews) announce()
}

/**
 * The access token, renewed where it is about to run out. Where that fails for now, the old one: whether it is still
 * good the server will say.
 */
export async function freshAccessToken(): Promise<string | null> {
  const kept = readKeptSession()
  if (kept === null || kept.renewAt === null || Date.now() < kept.renewAt) return kept?.access ?? null
  try {
    await refreshSession(kept.access)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
  }
  return accessToken()
}

/**
 * Get new access. However many ask, in however many tabs, the server is asked once.
 *
 * @param refused the token that was refused; where another has taken its place meanwhile, nobody is asked
 * @returns whether another attempt is worth it; where it is not, the state says that sign-in is needed
 * @throws {ApiError} where it could not be found out
 */
export async function refreshSession(refused: string | null = accessToken()): Promise<boolean> {
  const kept = readKeptSession()
  if ((kept?.access ?? null) !== refused) return kept !== null
  if (kept === null) {
    if (absence.status !== 'signedOut') endSession({ status: 'signedOut', reason: 'needed' })
    return false
  }
  renewing ??= alone(() => renew(kept)).finally(() => (renewing = null))
  return renewing
}

/** Do something that only one tab may do at a time. */
async function alone(work: () => Promise<boolean>): Promise<boolean> {
  const locks = webLocks()
  if (!locks) return work()
  try {
    return await locks.request(LOCK_NAME, { signal: AbortSignal.timeout(LOCK_PATIENCE_MS) }, work)
  } catch (error) {
    // Only the wait for the lock ends like this: calls throw errors of their own.
    if (error instanceof DOMException && error.name === 'TimeoutError') return work()
    throw error
  }
}

/** Whether another tab has replaced `seen`: with new tokens, or with nothing. */
function isReplaced(seen: KeptSession): boolean {
  return readKeptSession()?.refresh !== seen.refresh
}

async function renew(seen: KeptSession): Promise<boolean> {
  if (isReplaced(seen)) return accessToken() !== null
  try {
    const { access, refresh = seen.refresh } = await sendCall(
      {
        method: 'POST',
        path: '/api/v1/users/token/refresh/',
        body: { refresh: seen.refresh },
        schema: renewedAccessSchema,
      },
      null,
    )
    if (!isReplaced(seen)) beginSession({ username: seen.username, access, refresh })
    return accessToken() !== null
  } catch (error) {
    if (!(error instanceof ApiError) || !API_ERRORS[error.kind].endsSession) throw error
    if (!webLocks()) await new Promise((resolve) => setTimeout(resolve, RACE_WAIT_MS))
    if (isReplaced(seen)) return accessToken() !== null
    // A server that knows no sessions any more asks for none: its calls go on as nobody's.
    endSession(error.kind === 'not_found' ? { status: 'open' } : { status: 'signedOut', reason: 'ended' })
    return false
  }
}
