import type { MiddlewareHandler } from 'hono'
import { say } from '../texts'
import { HttpError } from './httpError'
import { languageOf, type StudioEnv } from './request'

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/

/**
 * Lets in only requests that a page of this studio can have sent. Without sign-in the studio asks for no password, so
 * a page of another site must not be able to use it through the person's browser: neither by a request of its own
 * (`Origin`) nor under a name of its own that leads to this machine (`Host`, DNS rebinding).
 *
 * @param allowedHosts host names, with or without a port, that are let in besides those of this machine
 */
export function guardRequests(allowedHosts: readonly string[]): MiddlewareHandler<StudioEnv> {
  return async (c, next) => {
    const host = (c.req.header('host') ?? '').toLowerCase()
    const hostname = host.replace(/:\d+$/, '')
    if (!LOOPBACK.test(hostname) && !allowedHosts.includes(hostname) && !allowedHosts.includes(host))
      throw new HttpError(403, { detail: say(languageOf(c), 'badHost') })
    const origin = c.req.header('origin')
    if (origin !== undefined && !isFriendly(origin, host, allowedHosts))
      throw new HttpError(403, { detail: say(languageOf(c), 'badOrigin') })
    await next()
  }
}

function isFriendly(origin: string, host: string, allowedHosts: readonly string[]): boolean {
  if (!URL.canParse(origin)) return false
  const from = new URL(origin)
  return from.host === host || allowedHosts.includes(from.host) || allowedHosts.includes(from.hostname)
}
