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

/** 401: the request needs sign-in. */
export function unauthorized(c: StudioContext): HttpError {
  // RFC 9110, section 11.6.1: a 401 names a scheme.
  c.header('WWW-Authenticate', 'Bearer')
  return new HttpError(401, { detail: say(languageOf(c), 'signInNeeded') })
}

/**
 * Accept only requests with a valid access token. The token of a stream is checked when the stream opens. The stream then
 * runs to its end, even if the token expires before: the person who opened it was allowed to.
 */
export function requireSignIn(auth: Auth): MiddlewareHandler<StudioEnv> {
  return async (c, next) => {
    const token = bearerOf(c)
    const user = token === null ? null : await auth.userOf('access', token)
    if (!user) throw unauthorized(c)
    c.set('user', user)
    await next()
  }
}

/**
 * Accept requests only for media files of the user's own projects. The browser fetches pictures and clips without a
 * header, so a cookie that is valid for nothing else identifies the user.
 */
export function requireMediaSignIn(auth: Auth, db: Database): MiddlewareHandler<StudioEnv> {
  return async (c, next) => {
    const cookie = getCookie(c, auth.mediaCookie)
    const bearer = bearerOf(c)
    const user =
      (cookie === undefined ? null : await auth.userOf('media', cookie)) ??
      (bearer === null ? null : await auth.userOf('access', bearer))
    if (!user) throw unauthorized(c)
    if (ownerOfMedia(db, c.req.param('name') ?? '') !== user.id)
      throw notFound(say(languageOf(c), 'notFound'))
    await next()
  }
}
