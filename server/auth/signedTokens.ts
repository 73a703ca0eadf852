import { sign, verify } from 'hono/jwt'

/** What a signed token is valid for: calls and streams, or media files. */
export type TokenUse = 'access' | 'media'

/** Creates and checks signed tokens. */
export interface SignedTokens {
  /** A token of a session, valid for one use and for `lifetimeSeconds`. */
  issue(use: TokenUse, sessionId: string, lifetimeSeconds: number): Promise<string>
  /** The session of a token that is valid for this use now; null for any other token. */
  read(use: TokenUse, token: string): Promise<string | null>
}

const ALGORITHM = 'HS256'

/** Signed tokens are JSON Web Tokens (RFC 7519), so that a page can read when its access ends. */
export function createSignedTokens(secret: string): SignedTokens {
  return {
    issue(use, sessionId, lifetimeSeconds) {
      const iat = Math.floor(Date.now() / 1000)
      return sign({ sid: sessionId, aud: use, iat, exp: iat + lifetimeSeconds }, secret, ALGORITHM)
    },
    async read(use, token) {
      const payload = await verify(token, secret, { alg: ALGORITHM, aud: use }).catch(() => null)
      const sessionId = payload?.['sid']
      return typeof sessionId === 'string' ? sessionId : null
    },
  }
}
