import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '../database/database'
import {
  closeSession,
  findRefreshToken,
  findUser,
  insertRefreshToken,
  insertUser,
  openSession,
  useRefreshToken,
  userOfSession,
  type UserRecord,
} from '../database/users'
import { fitsPassword, hashPassword, NO_PASSWORD } from './passwords'
import { readSecret } from './secret'
import { createSignedTokens, type TokenUse } from './signedTokens'

/** What a signed-in page holds. */
export interface SessionTokens {
  /** For calls and streams; a JSON Web Token. */
  access: string
  /** Good for one new pair. */
  refresh: string
  /** For media files, to be kept in a cookie. */
  media: string
}

/** Accounts and sessions of a studio that demands sign-in. */
export interface Auth {
  /** Name of the cookie that media files ask for; a studio on another port of this host has another. */
  readonly mediaCookie: string
  /** How long a session lasts after its last refresh. */
  readonly sessionSeconds: number
  /** Makes an account and signs in; null where the name is taken. */
  register(account: { username: string; email: string; password: string }): Promise<SignedIn | null>
  /** Null where name and password do not fit. Takes as long for a name that does not exist. */
  signIn(username: string, password: string): Promise<SignedIn | null>
  /** A new pair for a refresh token; null where it is not, or no longer, good for one. */
  refresh(token: string): Promise<SessionTokens | null>
  /** Who sends this token for this use; null for nobody. */
  recognise(use: TokenUse, token: string): Promise<UserRecord | null>
  /** Ends the session that the tokens belong to. Either is enough: access may have run out meanwhile. */
  signOut(tokens: { access: string | null; refresh: string | null }): Promise<void>
}

/** A person and the tokens of the new session. */
export interface SignedIn {
  user: UserRecord
  tokens: SessionTokens
}

const SESSION_SECONDS = 30 * 24 * 3600
/**
 * A refresh token that comes again so soon after its use comes from a second tab that had no way to wait for the
 * first. It is refused like any used one, but it is not taken for a thief's.
 */
const RACE_MS = 10_000

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/**
 * Opens the accounts of a studio.
 *
 * @param accessSeconds how long an access token is good
 */
export function openAuth(db: Database, dataDir: string, accessSeconds: number): Auth {
  const secret = readSecret(dataDir)
  const signed = createSignedTokens(secret)

  async function issueTokens(sessionId: string): Promise<SessionTokens> {
    const refresh = randomBytes(32).toString('base64url')
    insertRefreshToken(db, hashOf(refresh), sessionId, Date.now() + SESSION_SECONDS * 1000)
    return {
      access: await signed.issue('access', sessionId, accessSeconds),
      refresh,
      media: await signed.issue('media', sessionId, SESSION_SECONDS),
    }
  }
  async function begin(user: UserRecord): Promise<SignedIn> {
    const sessionId = openSession(db, user.id, Date.now() + SESSION_SECONDS * 1000)
    return { user, tokens: await issueTokens(sessionId) }
  }

  return {
    mediaCookie: `dailies_media_${hashOf(secret).slice(0, 8)}`,
    sessionSeconds: SESSION_SECONDS,
    async register({ password, ...account }) {
      const user = insertUser(db, { ...account, password: await hashPassword(password) })
      return user && begin(user)
    },
    async signIn(username, password) {
      const user = findUser(db, username)
      const fits = await fitsPassword(password, user?.password ?? NO_PASSWORD)
      return user && fits ? begin(user) : null
    },
    async refresh(token) {
      const hash = hashOf(token)
      const known = findRefreshToken(db, hash)
      if (!known) return null
      if (known.usedAt !== null) {
        // Two hold the same token: whoever came second, the session is no longer one person's.
        if (Date.now() - known.usedAt > RACE_MS) closeSession(db, known.sessionId)
        return null
      }
      useRefreshToken(db, hash)
      return issueTokens(known.sessionId)
    },
    async recognise(use, token) {
      const sessionId = await signed.read(use, token)
      return sessionId === null ? null : userOfSession(db, sessionId)
    },
    async signOut(tokens) {
      const ofAccess = tokens.access === null ? null : await signed.read('access', tokens.access)
      const ofRefresh =
        tokens.refresh === null ? null : findRefreshToken(db, hashOf(tokens.refresh))?.sessionId
      for (const sessionId of [ofAccess, ofRefresh]) if (sessionId) closeSession(db, sessionId)
    },
  }
}
