import { Hono } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import type { CookieOptions } from 'hono/utils/cookie'
import { createAttemptLimit } from '../auth/attemptLimit'
import type { Auth, SessionTokens, SignedIn } from '../auth/auth'
import { nameKey, type UserRecord } from '../database/users'
import { say, type TextKey } from '../texts'
import { HttpError } from './httpError'
import {
  MAX_EMAIL_CHARACTERS,
  MAX_PASSWORD_CHARACTERS,
  MAX_USERNAME_CHARACTERS,
  MIN_PASSWORD_CHARACTERS,
} from './limits'
import { languageOf, readFields, readObject, type StudioContext, type StudioEnv } from './request'
import { bearerOf, demandSignIn, unauthorized } from './signIn'

/** Wrong passwords for one name from one address until it has to wait. */
const MAX_FAILURES = 10
const FAILURE_WINDOW_MS = 5 * 60_000

/** The cookie goes to media files only, is out of reach of scripts, and never comes along from another site. */
const COOKIE: CookieOptions = { path: '/media', httpOnly: true, sameSite: 'Strict' }

/** Accounts: register, sign in, refresh, sign out, and who one is. */
export function userRoutes(auth: Auth): Hono<StudioEnv> {
  const routes = new Hono<StudioEnv>({ strict: false })
  const limit = createAttemptLimit(MAX_FAILURES, FAILURE_WINDOW_MS)

  routes.post('/register', async (c) => {
    const account = await readAccount(c)
    const signedIn = await auth.register(account)
    if (!signedIn) throw new HttpError(400, { username: [say(languageOf(c), 'usernameTaken')] })
    return answerSignedIn(c, auth, signedIn, 'registered', 201)
  })

  routes.post('/login', async (c) => {
    const { username, password } = await readCredentials(c)
    const key = `${c.env.incoming.socket.remoteAddress ?? ''} ${nameKey(username)}`
    const seconds = limit.waitSeconds(key)
    if (seconds > 0) {
      c.header('Retry-After', String(seconds))
      throw new HttpError(429, { detail: say(languageOf(c), 'tooManyLogins', { seconds }) })
    }
    // Counted before it is known to have failed, so that many at once are not all let through.
    limit.count(key)
    const signedIn = await auth.signIn(username, password)
    if (!signedIn) throw new HttpError(401, { detail: say(languageOf(c), 'wrongLogin') })
    limit.forgive(key)
    return answerSignedIn(c, auth, signedIn, 'signedIn', 200)
  })

  routes.post('/token/refresh', async (c) => {
    const fields = readFields(await readObject(c), languageOf(c))
    const token = fields.text('refresh', { required: true }) ?? ''
    fields.check()
    const tokens = await auth.refresh(token)
    if (!tokens) throw new HttpError(401, { detail: say(languageOf(c), 'sessionOver') })
    keepMediaCookie(c, auth, tokens)
    return c.json({ access: tokens.access, refresh: tokens.refresh })
  })

  routes.post('/logout', async (c) => {
    const fields = readFields(await readObject(c), languageOf(c))
    const refresh = fields.text('refresh') ?? null
    fields.check()
    const access = bearerOf(c)
    if (refresh === null && access === null) throw unauthorized(c)
    await auth.signOut({ access, refresh })
    deleteCookie(c, auth.mediaCookie, COOKIE)
    return c.json({ success: true, message: say(languageOf(c), 'signedOut') })
  })

  routes.get('/profile', demandSignIn(auth), (c) => {
    const user = c.get('user')
    return c.json({ success: true, data: { user: user && userView(user) } })
  })
  return routes
}

async function readCredentials(c: StudioContext): Promise<{ username: string; password: string }> {
  const fields = readFields(await readObject(c), languageOf(c))
  const username = fields.text('username', { required: true, maxLength: MAX_USERNAME_CHARACTERS }) ?? ''
  const password = fields.text('password', { required: true, maxLength: MAX_PASSWORD_CHARACTERS }) ?? ''
  fields.check()
  return { username: username.trim(), password }
}

/** Reads a new account. `email` may be left out, and so may `password_confirm`, which guards a person's typing. */
async function readAccount(c: StudioContext): Promise<{ username: string; email: string; password: string }> {
  const fields = readFields(await readObject(c), languageOf(c))
  const username = fields.text('username', { required: true, maxLength: MAX_USERNAME_CHARACTERS })?.trim()
  const email = fields.text('email', { maxLength: MAX_EMAIL_CHARACTERS })?.trim() ?? ''
  const password = fields.text('password', { required: true, maxLength: MAX_PASSWORD_CHARACTERS })
  const confirmed = fields.text('password_confirm')
  if (username !== undefined && !/^[\p{L}\p{M}\p{N}_.@+-]+$/u.test(username))
    fields.fault('username', username === '' ? 'required' : 'usernameForm')
  if (email !== '' && !/^[^\s@]+@[^\s@]+$/.test(email)) fields.fault('email', 'emailForm')
  if (password !== undefined && [...password].length < MIN_PASSWORD_CHARACTERS)
    fields.fault('password', 'passwordShort', { count: MIN_PASSWORD_CHARACTERS })
  if (confirmed !== undefined && confirmed !== password) fields.fault('password_confirm', 'passwordsDiffer')
  fields.check()
  return { username: username ?? '', email, password: password ?? '' }
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
  return c.json({ success: true, message: say(languageOf(c), message), data }, status)
}

function keepMediaCookie(c: StudioContext, auth: Auth, tokens: SessionTokens): void {
  setCookie(c, auth.mediaCookie, tokens.media, { ...COOKIE, maxAge: auth.sessionSeconds })
}

function userView({ id, username, email }: UserRecord): object {
  return { id, username, email }
}
