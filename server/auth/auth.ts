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
import { hashPassword, matchesPassword, NO_PASSWORD } from './passwords'
import { readSecret } from './secret'
import { createSignedTokens, type TokenUse } from './signedTokens'

/** The tokens of a session. */
export interface SessionTokens {
  /** For calls and streams. A JSON Web Token. */
  access: string
  /** Can be exchanged for new tokens once. */
  refresh: string
  /** For media files, kept in a cookie. */
  media: string
}

/** Accounts and sessions of a studio that requires sign-in. */
export interface Auth {
  /** The name of the cookie for media files. Studios on other ports of this host use other names. */
  readonly mediaCookie: string
  /** How long a session lasts after its last refresh. */
  readonly sessionSeconds: number
  /** Create an account and sign in; null where the name is taken. */
  register(account: { username: string; email: string; password: string }): Promise<SignedIn | null>
  /** Sign in; null for a wrong name or password. An unknown name takes as long as a wrong password. */
  signIn(username: string, password: string): Promise<SignedIn | null>
  /** New tokens for a refresh token; null where it is not valid, or no longer. */
  refresh(token: string): Promise<SessionTokens | null>
  /** The user that a token belongs to; null where it is not valid for this use. */
  userOf(use: TokenUse, token: string): Promise<UserRecord | null>
  /** End the session that the tokens belong to. One of them is enough, because access may have expired. */
  signOut(tokens: { access: string | null; refresh: string | null }): Promise<void>
}

/** A user and the tokens of the new session. */
export interface SignedIn {
  user: UserRecord
  tokens: SessionTokens
}

const SESSION_SECONDS = 30 * 24 * 3600
/**
 * A refresh token that is used twice within this time most likely comes from two tabs that refreshed at once. It is
 * refused, but it does not count as stolen.
 */
const RACE_MS = 10_000

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/**
 * Open the accounts of a studio.
 *
 * @param accessSeconds how long an access token is valid
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
      const isRight = await matchesPassword(password, user?.password ?? NO_PASSWORD)
      return user && isRight ? begin(user) : null
    },
    async refresh(token) {
      const hash = hashOf(token)
      const known = findRefreshToken(db, hash)
      if (!known) return null
      if (known.usedAt !== null) {
        // Two parties hold the same token, so it has been stolen by one of them. The session ends for both.
        if (Date.now() - known.usedAt > RACE_MS) closeSession(db, known.sessionId)
        return null
      }
      useRefreshToken(db, hash)
      return issueTokens(known.sessionId)
    },
    async userOf(use, token) {
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
