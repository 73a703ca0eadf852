import { sign, verify } from 'hono/jwt'

/** What a signed token is good for: calls and streams, or looking at media files. */
export type TokenUse = 'access' | 'media'

/** Signs tokens and reads them again. */
export interface SignedTokens {
  /** A token for a session that is good for one use until `lifetimeSeconds` have passed. */
  issue(use: TokenUse, sessionId: string, lifetimeSeconds: number): Promise<string>
  /** The session of a token that is good for this use now; null for anything else. */
  read(use: TokenUse, token: string): Promise<string | null>
}

const ALGORITHM = 'HS256'

/** JSON Web Tokens (RFC 7519), so that a page can read when its access ends. */
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
