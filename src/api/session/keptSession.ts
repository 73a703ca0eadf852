import * as v from 'valibot'

/** Where a session is kept: in `localStorage`, so that all tabs of the product share one. */
export const SESSION_KEY = 'dailies:session'

const keptSchema = v.object({
  username: v.string(),
  access: v.string(),
  refresh: v.string(),
  /** When the access token is to be renewed, by this machine's clock; null where it does not tell. */
  renewAt: v.nullable(v.number()),
})

/** A session as it is kept. */
export type KeptSession = Readonly<v.InferOutput<typeof keptSchema>>

/** What could not be kept: the browser forbids it or has no room. The session then ends with the page. */
let unkept: KeptSession | null = null

/** Read the session; null where nobody is signed in. */
export function readKeptSession(): KeptSession | null {
  if (unkept) return unkept
  try {
    const kept = v.safeParse(keptSchema, JSON.parse(localStorage.getItem(SESSION_KEY) ?? 'null'))
    return kept.success ? kept.output : null
  } catch {
    return null // forbidden, or written by something else
  }
}

/** Keep a session; null forgets it. */
export function keepSession(session: KeptSession | null): void {
  unkept = null
  try {
    if (session === null) localStorage.removeItem(SESSION_KEY)
    else localStorage.setItem(SESSION_KEY, JSON.stringify(session))
  } catch {
    unkept = session
  }
}

/** A token is renewed so long before its end, or after four fifths of a short life. */
const LONGEST_MARGIN_MS = 60_000
const MARGIN_OF_LIFE = 0.2

/** The claims of a JSON Web Token (RFC 7519); null for a token of another kind. Nothing is verified. */
function claimsOf(token: string): { readonly exp?: unknown; readonly iat?: unknown } | null {
  const payload = token.split('.')[1] ?? ''
  try {
    const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
    return typeof claims === 'object' ? claims : null
  } catch {
    return null
  }
}

/**
 * When to renew an access token, in milliseconds since the epoch by this machine's clock; null where the token does
 * not tell. Counted from `receivedAt` by the token's own life, because this clock and the server's may differ.
 */
export function renewalTime(access: string, receivedAt: number): number | null {
  const { exp, iat } = claimsOf(access) ?? {}
  if (typeof exp !== 'number' || typeof iat !== 'number' || exp <= iat) return null
  const lifeMs = (exp - iat) * 1000
  return receivedAt + lifeMs - Math.min(LONGEST_MARGIN_MS, lifeMs * MARGIN_OF_LIFE)
}
