import { vi } from 'vitest'
import type * as Http from '@/api/calls/http'
import type * as Session from '@/api/session/session'
import type * as Users from '@/api/session/users'

type SessionModule = typeof Session
type UsersModule = typeof Users

/** One tab: the modules of the product, loaded for it alone. */
export interface Tab extends SessionModule, UsersModule {
  readonly callApi: typeof Http.callApi
  /** What another tab's change of the storage looks like here. */
  readonly hearOfStorage: (key?: string | null) => void
}

/** Locks as the Web Locks API has them, as far as one name in exclusive mode goes. */
class FakeLocks {
  #last: Promise<unknown> = Promise.resolve()

  readonly request = async (
    _: string,
    { signal }: { signal: AbortSignal },
    work: () => Promise<unknown>,
  ): Promise<unknown> => {
    const before = this.#last
    let free = (): void => undefined
    this.#last = new Promise<void>((resolve) => (free = resolve))
    try {
      // Only a signal that is aborted from the start is ever used here.
      signal.throwIfAborted()
      await before
      return await work()
    } finally {
      free()
    }
  }
}

/** A browser with a storage that its tabs share, and a server in place of `fetch`. */
export function createBrowser() {
  const kept = new Map<string, string>()
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
  const fetch = vi.fn<(url: string, init: RequestInit) => Promise<Response>>()
  vi.stubGlobal('localStorage', storage)
  vi.stubGlobal('fetch', fetch)
  vi.stubGlobal('navigator', { locks: new FakeLocks() })

  async function openTab(): Promise<Tab> {
    const handlers = new Set<(event: unknown) => void>()
    vi.stubGlobal('window', {
      addEventListener: (_: string, handler: () => void) => handlers.add(handler),
      removeEventListener: (_: string, handler: () => void) => handlers.delete(handler),
    })
    vi.resetModules()
    const [session, users, http] = [
      await import('@/api/session/session'),
      await import('@/api/session/users'),
      await import('@/api/calls/http'),
    ]
    return {
      ...session,
      ...users,
      callApi: http.callApi,
      hearOfStorage(key = 'dailies:session') {
        for (const handler of [...handlers]) handler({ key })
      },
    }
  }
  return { kept, storage, fetch, openTab }
}

/** A JSON Web Token that lives for so many seconds from `issuedAt` by the server's clock; `name` tells it apart. */
export function tokenOf(name: string, seconds: number, issuedAt = Date.now() / 1000): string {
  const part = (value: object) => btoa(JSON.stringify(value)).replaceAll('=', '')
  return `${part({ alg: 'HS256' })}.${part({ iat: issuedAt, exp: issuedAt + seconds, name })}.signature`
}

/** An answer in JSON. */
export function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status })
}
