import { Hono } from 'hono'
import * as v from 'valibot'
import { characterCount } from '../../src/protocol/characters'
import { deleteCookie, setCookie } from 'hono/cookie'
import type { CookieOptions } from 'hono/utils/cookie'
import { createAttemptLimit } from '../auth/attemptLimit'
import type { Auth, SessionTokens, SignedIn } from '../auth/auth'
import { nameKey, type UserRecord } from '../database/users'
import { say, type TextKey } from '../texts'
import { HttpError } from './httpError'
import type { RenewedAccessAnswer, SignedInAnswer } from './answers'
import { fields, optional, readInput, says, text } from './input'
import { languageOf, type StudioContext, type StudioEnv } from './request'
import { bearerOf, requireSignIn, unauthorized } from './signIn'

/** Wrong passwords for one name from one address before the next attempt has to wait. */
const MAX_FAILURES = 10
const FAILURE_WINDOW_MS = 5 * 60_000

const MAX_USERNAME_LENGTH = 150
const MAX_EMAIL_LENGTH = 254
const MIN_PASSWORD_LENGTH = 8
/** Hashing a password of megabytes would block the studio. */
const MAX_PASSWORD_LENGTH = 256
const MAX_TOKEN_LENGTH = 4096

/** The cookie is sent for media files only, is out of reach of scripts, and is not sent from other sites. */
const COOKIE: CookieOptions = { path: '/media', httpOnly: true, sameSite: 'Strict' }

const username = v.pipe(text(MAX_USERNAME_LENGTH), v.trim())
const password = text(MAX_PASSWORD_LENGTH)
const credentialsInput = fields({ username, password })
const refreshInput = fields({ refresh: text(MAX_TOKEN_LENGTH) })
const signOutInput = fields({ refresh: optional(text(MAX_TOKEN_LENGTH)) })

/** A new account. `email` and `password_confirm`, which guards against typing errors, may be missing. */
const accountInput = v.pipe(
  fields({
    username: v.pipe(
      username,
      v.nonEmpty(says('required')),
      v.regex(/^[\p{L}\p{M}\p{N}_.@+-]+$/u, says('usernameForm')),
    ),
    email: optional(
      v.pipe(text(MAX_EMAIL_LENGTH), v.trim(), v.regex(/^(?:[^\s@]+@[^\s@]+)?$/, says('emailForm'))),
    ),
    password: v.pipe(
      password,
      v.check(
        (value) => characterCount(value) >= MIN_PASSWORD_LENGTH,
        says('passwordShort', { count: MIN_PASSWORD_LENGTH }),
      ),
    ),
    password_confirm: optional(password),
  }),
  v.forward(
    v.partialCheck(
      [['password'], ['password_confirm']],
      ({ password, password_confirm: confirmed }) => confirmed === undefined || confirmed === password,
      says('passwordsDiffer'),
    ),
    ['password_confirm'],
  ),
)

/** Accounts: register, sign in, refresh, sign out, and profile. */
export function userRoutes(auth: Auth): Hono<StudioEnv> {
  const routes = new Hono<StudioEnv>({ strict: false })
  const limit = createAttemptLimit(MAX_FAILURES, FAILURE_WINDOW_MS)

  routes.post('/register', async (c) => {
    const { username, email = '', password } = await readInput(c, accountInput)
    const signedIn = await auth.register({ username, email, password })
    if (!signedIn) throw new HttpError(400, { username: [say(languageOf(c), 'usernameTaken')] })
    return answerSignedIn(c, auth, signedIn, 'registered', 201)
  })

  routes.post('/login', async (c) => {
    const { username, password } = await readInput(c, credentialsInput)
    const key = `${c.env.incoming.socket.remoteAddress ?? ''} ${nameKey(username)}`
    const seconds = limit.waitSeconds(key)
    if (seconds > 0) {
      c.header('Retry-After', String(seconds))
      throw new HttpError(429, { detail: say(languageOf(c), 'tooManyLogins', { seconds }) })
    }
    // Count the attempt before its result is known, or many at once would all pass.
    limit.count(key)
    const signedIn = await auth.signIn(username, password)
    if (!signedIn) throw new HttpError(401, { detail: say(languageOf(c), 'wrongLogin') })
    limit.forgive(key)
    return answerSignedIn(c, auth, signedIn, 'signedIn', 200)
  })

  routes.post('/token/refresh', async (c) => {
    const { refresh } = await readInput(c, refreshInput)
    const tokens = await auth.refresh(refresh)
    if (!tokens) throw new HttpError(401, { detail: say(languageOf(c), 'sessionOver') })
    keepMediaCookie(c, auth, tokens)
    const answer: RenewedAccessAnswer = { access: tokens.access, refresh: tokens.refresh }
    return c.json(answer)
  })

  routes.post('/logout', async (c) => {
    const { refresh = null } = await readInput(c, signOutInput)
    const access = bearerOf(c)
    if (refresh === null && access === null) throw unauthorized(c)
    await auth.signOut({ access, refresh })
    deleteCookie(c, auth.mediaCookie, COOKIE)
    return c.json({ success: true, message: say(languageOf(c), 'signedOut') })
  })

  routes.get('/profile', requireSignIn(auth), (c) => {
    const user = c.get('user')
    return c.json({ success: true, data: { user: user && userView(user) } })
  })
  return routes
}

function answerSignedIn(
  c: StudioContext,
  auth: Auth,
  { user, tokens }: SignedIn,
  message: TextKey,
  status: 200 | 201,
): Response {
  keepMediaCookie(c, auth, tokens)
  const { access, refresh } = tokens
  const data = { user: userView(user), tokens: { access, refresh } }
  const answer: SignedInAnswer = { success: true, message: say(languageOf(c), message), data }
  return c.json(answer, status)
}

function keepMediaCookie(c: StudioContext, auth: Auth, tokens: SessionTokens): void {
  setCookie(c, auth.mediaCookie, tokens.media, { ...COOKIE, maxAge: auth.sessionSeconds })
}

function userView({ id, username, email }: UserRecord) {
  return { id, username, email }
}
