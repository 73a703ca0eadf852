import type { MiddlewareHandler } from 'hono'
import { say } from '../texts'
import { HttpError } from './httpError'
import { languageOf, type StudioEnv } from './request'

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/

/**
 * Accept only requests that a page of this studio can have sent. Without sign-in the studio asks for no password, so a
 * page of another site must not reach it through a person's browser: neither by a request of its own (checked by
 * `Origin`) nor through a host name of its own that resolves to this machine (DNS rebinding, checked by `Host`).
 *
 * @param allowedHosts host names, with or without a port, that are accepted besides loopback names
 */
export function guardRequests(allowedHosts: readonly string[]): MiddlewareHandler<StudioEnv> {
  return async (c, next) => {
    const host = (c.req.header('host') ?? '').toLowerCase()
    const hostname = host.replace(/:\d+$/, '')
    if (!LOOPBACK.test(hostname) && !allowedHosts.includes(hostname) && !allowedHosts.includes(host))
      throw new HttpError(403, { detail: say(languageOf(c), 'badHost') })
    const origin = c.req.header('origin')
    if (origin !== undefined && !isAllowedOrigin(origin, host, allowedHosts))
      throw new HttpError(403, { detail: say(languageOf(c), 'badOrigin') })
    await next()
  }
}

function isAllowedOrigin(origin: string, host: string, allowedHosts: readonly string[]): boolean {
  if (!URL.canParse(origin)) return false
  const from = new URL(origin)
  return from.host === host || allowedHosts.includes(from.host) || allowedHosts.includes(from.hostname)
}
