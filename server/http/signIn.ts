import type { MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import type { Auth } from '../auth/auth'
import type { Database } from '../database/database'
import { ownerOfMedia } from '../database/projects'
import { say } from '../texts'
import { HttpError, notFound } from './httpError'
import { languageOf, type StudioContext, type StudioEnv } from './request'

/** The token of a request's `Authorization: Bearer`, or null (RFC 6750, section 2.1). */
export function bearerOf(c: StudioContext): string | null {
  return /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? null
}

/** 401: sign-in is demanded. */
export function unauthorized(c: StudioContext): HttpError {
  // RFC 9110, section 11.6.1: a 401 names a scheme.
  c.header('WWW-Authenticate', 'Bearer')
  return new HttpError(401, { detail: say(languageOf(c), 'signInNeeded') })
}

/**
 * Lets in only requests that carry an access token. A stream is judged when it is opened and then flows to its end,
 * though access may run out on the way: what it tells is no news to the person who opened it.
 */
export function demandSignIn(auth: Auth): MiddlewareHandler<StudioEnv> {
  return async (c, next) => {
    const token = bearerOf(c)
    const user = token === null ? null : await auth.recognise('access', token)
    if (!user) throw unauthorized(c)
    c.set('user', user)
    await next()
  }
}

/**
 * Lets people see the media files of their own projects only. Pictures and clips are fetched by the browser itself,
 * which sends no header, so a cookie that is good for nothing else says who asks.
 */
export function demandMediaSignIn(auth: Auth, db: Database): MiddlewareHandler<StudioEnv> {
  return async (c, next) => {
    const cookie = getCookie(c, auth.mediaCookie)
    const bearer = bearerOf(c)
    const user =
      (cookie === undefined ? null : await auth.recognise('media', cookie)) ??
      (bearer === null ? null : await auth.recognise('access', bearer))
    if (!user) throw unauthorized(c)
    if (ownerOfMedia(db, c.req.param('name') ?? '') !== user.id)
      throw notFound(say(languageOf(c), 'notFound'))
    await next()
  }
}
