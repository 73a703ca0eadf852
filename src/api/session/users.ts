import * as v from 'valibot'
import { signedInSchema } from '@/protocol/accounts'
import { ApiError } from '../calls/errors'
import { callApi } from '../calls/http'
import { sendCall } from '../calls/request'
import { accessToken, beginSession, endSession } from './session'
import { readKeptSession } from './keptSession'

/*
 * The calls about accounts. All of them throw `ApiError`; what they change is told by `onSessionChange`.
 */

const USERS = '/api/v1/users/'

/** What a person signs in with. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

/** What an account is made of. */
export interface NewAccount extends Credentials {
  /** `''` for none. */
  readonly email: string
  readonly passwordConfirm: string
}

/** Made as nobody: who signs in is not yet who they were. */
async function begin(path: string, body: unknown): Promise<void> {
  const { data } = await sendCall({ method: 'POST', path, body, schema: signedInSchema }, null)
  beginSession({ username: data.user.username, ...data.tokens })
}

/** Sign in. A pair that does not fit is `unauthorized`. */
export function signIn({ username, password }: Credentials): Promise<void> {
  return begin(`${USERS}login/`, { username, password })
}

/** Make an account and sign in. Faults are `invalid`, by `username`, `email`, `password`, `password_confirm`. */
export function register({ username, email, password, passwordConfirm }: NewAccount): Promise<void> {
  const body = { username, password, password_confirm: passwordConfirm, ...(email !== '' && { email }) }
  return begin(`${USERS}register/`, body)
}

/** Sign out in all tabs, at once: whether the server hears of it or not, nobody is signed in here afterwards. */
export async function signOut(): Promise<void> {
  const refresh = readKeptSession()?.refresh
  const token = accessToken()
  endSession({ status: 'signedOut', reason: 'left' })
  if (refresh === undefined) return
  await sendCall(
    { method: 'POST', path: `${USERS}logout/`, body: { refresh }, schema: v.unknown(), keepalive: true },
    token,
  )
}

/** Ask the server whether it offers sign-in; the session's state then says so. */
export async function askForSignIn(): Promise<void> {
  try {
    await callApi({ method: 'GET', path: `${USERS}profile/`, schema: v.unknown() })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.kind === 'not_found') endSession({ status: 'open' })
    else if (error.kind !== 'unauthorized') throw error // and a 401 has been noted on its way
  }
}
