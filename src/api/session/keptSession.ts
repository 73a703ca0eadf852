import * as v from 'valibot'
import { keep, readKept } from '@/platform/keptValue'

/** The key of the session in `localStorage`, where all tabs share it. */
export const SESSION_KEY = 'dailies:session'

const keptSchema = v.object({
  username: v.string(),
  access: v.string(),
  refresh: v.string(),
  /** When to renew the access token, by this machine's clock; null if the token does not say. */
  renewAt: v.nullable(v.number()),
})

/** A session as it is kept. */
export type KeptSession = Readonly<v.InferOutput<typeof keptSchema>>

/** Keeps the session for all tabs, or in memory if the browser does not allow that. */
export interface SessionKeeper {
  /** The session, which another tab may have replaced; null if no one is signed in. */
  readonly read: () => KeptSession | null
  /** Keep a session; null removes it. */
  readonly write: (session: KeptSession | null) => void
}

/** Parse what was kept; undefined if it is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Make a keeper. A session that the browser does not keep is lost with the page. */
export function createSessionKeeper(): SessionKeeper {
  let inMemory: KeptSession | null = null
  return {
    read() {
      if (inMemory) return inMemory
      const kept = v.safeParse(keptSchema, parseJson(readKept('localStorage', SESSION_KEY) ?? 'null'))
      return kept.success ? kept.output : null
    },
    write(session) {
      const isKept = keep('localStorage', SESSION_KEY, session && JSON.stringify(session))
      inMemory = isKept ? null : session
    },
  }
}

/** A token is renewed this long before it expires, or after four fifths of a short life. */
const LONGEST_MARGIN_MS = 60_000
const MARGIN_OF_LIFE = 0.2

/** The claims of a JSON Web Token (RFC 7519), unverified; null for a token of another kind. */
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
 * When to renew an access token, in milliseconds since the epoch by this machine's clock; null if the token does not
 * say. Counted from `receivedAt` by the token's lifetime, because this clock and the server's may differ.
 */
export function renewalTime(access: string, receivedAt: number): number | null {
  const { exp, iat } = claimsOf(access) ?? {}
  if (typeof exp !== 'number' || typeof iat !== 'number' || exp <= iat) return null
  const lifeMs = (exp - iat) * 1000
  return receivedAt + lifeMs - Math.min(LONGEST_MARGIN_MS, lifeMs * MARGIN_OF_LIFE)
}
