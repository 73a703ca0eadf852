import { keep, onKeptElsewhere, readKept } from '@/platform/keptValue'
import { holdLock, webLocks } from '@/platform/webLocks'
import { renewedAccessSchema } from '@/protocol/accounts'
import { API_ERRORS, ApiError } from '../calls/errors'
import { sendCall } from '../calls/request'
import { createSessionKeeper, renewalTime, SESSION_KEY, type KeptSession } from './keptSession'

/** What is known about sign-in. */
export type SessionState =
  /** The server was not asked yet. */
  | { readonly status: 'unknown' }
  /** The server needs no sign-in. */
  | { readonly status: 'open' }
  | { readonly status: 'signedOut'; readonly reason: SignedOutReason }
  | { readonly status: 'signedIn'; readonly username: string }

/** Why no one is signed in. */
export type SignedOutReason =
  /** The server demands sign-in. */
  | 'needed'
  /** The server refused to renew the session. */
  | 'ended'
  /** The person signed out, here or in another tab. */
  | 'left'

/** The state while no one is signed in. */
export type SignedOutState = Exclude<SessionState, { status: 'signedIn' }>

/** What a server returns on sign-in. */
export interface NewSession {
  readonly username: string
  readonly access: string
  readonly refresh: string
}

/**
 * A session, one for all tabs of the browser. It is read from storage for each use, so that no tab uses tokens that
 * another tab has replaced.
 */
export interface Session {
  readonly state: () => SessionState
  /** The access token, which may have expired; null if no one is signed in. */
  readonly accessToken: () => string | null
  /** The refresh token; null if no one is signed in. */
  readonly refreshToken: () => string | null
  /** The access token, renewed if it is about to expire. If that fails for now, the old one. */
  readonly freshAccessToken: () => Promise<string | null>
  /**
   * Get new access. The server is asked once, however many callers and tabs need it.
   *
   * @param refused the token that the server refused, by default the current one; if it was replaced since, the server
   *   is not asked
   * @returns whether another attempt is worth it; if not, the state says that sign-in is needed
   * @throws {ApiError} if the server could not answer
   */
  readonly refresh: (refused?: string | null) => Promise<boolean>
  /** Keep the tokens that the server returned. */
  readonly begin: (session: NewSession) => void
  /** Remove the session in all tabs, and set the state that follows. */
  readonly end: (state: SignedOutState) => void
  /** Call back when someone signs in or out, or tokens are renewed, in any tab. @returns stops listening */
  readonly onChange: (callback: () => void) => () => void
}

/** Says to other tabs that the session was not left but ended by the server. */
const ENDED_KEY = 'dailies:session-ended'

/** The tab that renews the session holds this lock. The others wait for it no longer than this: it may be frozen. */
const LOCK_NAME = 'dailies:session'
const LOCK_LIMIT_MS = 20_000
/** Where no lock is held, two tabs may renew at once. The refused tab waits this long for the tokens of the other one. */
const RACE_WAIT_MS = 1_000

/**
 * Do something that only one tab should do at a time.
 *
 * @param work `isAlone`: whether the lock is held; without locks, and if its holder seems frozen, it is not
 */
async function exclusively(work: (isAlone: boolean) => Promise<boolean>): Promise<boolean> {
  const locks = webLocks()
  let result: boolean | null = null
  const keepResult = async () => {
    result = await work(true)
  }
  const controller = new AbortController()
  const limit = setTimeout(() => controller.abort(), LOCK_LIMIT_MS)
  if (locks) await holdLock(locks, LOCK_NAME, { signal: controller.signal }, keepResult)
  clearTimeout(limit)
  return result ?? work(false)
}

/** Exchange a refresh token for new tokens. A server may keep the refresh token valid and return none. */
async function requestTokens(refresh: string): Promise<{ access: string; refresh: string }> {
  const path = '/api/v1/users/token/refresh/'
  const given = await sendCall({ method: 'POST', path, body: { refresh }, schema: renewedAccessSchema }, null)
  return { access: given.access, refresh: given.refresh ?? refresh }
}

/** Make the session of a browser. */
export function createSession(): Session {
  const keeper = createSessionKeeper()
  const listeners = new Set<() => void>()
  let signedOut: SignedOutState = { status: 'unknown' }
  let renewing: Promise<boolean> | null = null
  let stopListening: (() => void) | null = null

  const accessToken = () => keeper.read()?.access ?? null

  function notify() {
    for (const listener of [...listeners]) listener()
  }

  function handleChangeElsewhere() {
    const reason = readKept('localStorage', ENDED_KEY) === null ? 'left' : 'ended'
    if (signedOut.status !== 'signedOut') signedOut = { status: 'signedOut', reason }
    notify()
  }

  function begin({ username, access, refresh }: NewSession) {
    keep('localStorage', ENDED_KEY, null)
    keeper.write({ username, access, refresh, renewAt: renewalTime(access, Date.now()) })
    notify()
  }

  function end(state: SignedOutState) {
    const hasChanged = keeper.read() !== null || JSON.stringify(state) !== JSON.stringify(signedOut)
    const isEnded = state.status === 'signedOut' && state.reason === 'ended'
    keep('localStorage', ENDED_KEY, isEnded ? 'yes' : null)
    keeper.write(null)
    signedOut = state
    if (hasChanged) notify()
  }

  /** Whether another tab has replaced `seen` with new tokens, or removed it. */
  const isReplaced = (seen: KeptSession) => keeper.read()?.refresh !== seen.refresh

  async function renew(seen: KeptSession, isAlone: boolean): Promise<boolean> {
    if (isReplaced(seen)) return accessToken() !== null
    try {
      const tokens = await requestTokens(seen.refresh)
      if (!isReplaced(seen)) begin({ username: seen.username, ...tokens })
      return accessToken() !== null
    } catch (error) {
      if (!(error instanceof ApiError) || !API_ERRORS[error.kind].endsSession) throw error
      if (!isAlone) await new Promise((resolve) => setTimeout(resolve, RACE_WAIT_MS))
      if (isReplaced(seen)) return accessToken() !== null
      // A server without this endpoint has no sign-in any more: calls continue without a token.
      end(error.kind === 'not_found' ? { status: 'open' } : { status: 'signedOut', reason: 'ended' })
      return false
    }
  }

  async function refresh(refused = accessToken()): Promise<boolean> {
    const kept = keeper.read()
    if ((kept?.access ?? null) !== refused) return kept !== null
    if (kept === null) {
      if (signedOut.status !== 'signedOut') end({ status: 'signedOut', reason: 'needed' })
      return false
    }
    renewing ??= exclusively((isAlone) => renew(kept, isAlone)).finally(() => (renewing = null))
    return renewing
  }

  return {
    state() {
      const kept = keeper.read()
      return kept ? { status: 'signedIn', username: kept.username } : signedOut
    },
    accessToken,
    refreshToken: () => keeper.read()?.refresh ?? null,
    async freshAccessToken() {
      const kept = keeper.read()
      if (kept === null || kept.renewAt === null || Date.now() < kept.renewAt) return kept?.access ?? null
      try {
        await refresh(kept.access)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
      }
      return accessToken()
    },
    refresh,
    begin,
    end,
    onChange(callback) {
      listeners.add(callback)
      stopListening ??= onKeptElsewhere(SESSION_KEY, handleChangeElsewhere)
      return () => {
        listeners.delete(callback)
        if (listeners.size > 0) return
        stopListening?.()
        stopListening = null
      }
    },
  }
}
