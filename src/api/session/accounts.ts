import * as v from 'valibot'
import { signedInSchema } from '@/protocol/accounts'
import { ApiError } from '../calls/errors'
import { createApi } from '../calls/http'
import { sendCall } from '../calls/request'
import { pageSession } from './pageSession'
import type { Session } from './session'

const USERS = '/api/v1/users/'

/** What a person signs in with. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

/** The input for a new account. */
export interface NewAccount extends Credentials {
  /** `''` for none. */
  readonly email: string
  readonly passwordConfirm: string
}

/** The calls about accounts. All of them throw `ApiError`; they change the session, which notifies its listeners. */
export interface Accounts {
  /** Sign in. A wrong name or password is `unauthorized`. */
  readonly signIn: (credentials: Credentials) => Promise<void>
  /** Make an account and sign in. Faults are `invalid`, by `username`, `email`, `password`, `password_confirm`. */
  readonly register: (account: NewAccount) => Promise<void>
  /** Sign out in all tabs, at once and whether or not the server can be reached. */
  readonly signOut: () => Promise<void>
  /** Ask the server whether it needs sign-in, and set the state of the session accordingly. */
  readonly askForSignIn: () => Promise<void>
}

/** Make the calls that change a session. */
export function createAccounts(session: Session): Accounts {
  const { callApi } = createApi(session)

  /** Sent without a token: the session it replaces may be another person's. */
  async function begin(path: string, body: unknown): Promise<void> {
    const { data } = await sendCall({ method: 'POST', path, body, schema: signedInSchema }, null)
    session.begin({ username: data.user.username, ...data.tokens })
  }

  return {
    signIn: ({ username, password }) => begin(`${USERS}login/`, { username, password }),
    register({ username, email, password, passwordConfirm }) {
      const body = {
        username,
        password,
        password_confirm: passwordConfirm,
        ...(email !== '' && { email }),
      }
      return begin(`${USERS}register/`, body)
    },
    async signOut() {
      const refresh = session.refreshToken()
      const access = session.accessToken()
      session.end({ status: 'signedOut', reason: 'left' })
      if (refresh === null) return
      const path = `${USERS}logout/`
      await sendCall(
        { method: 'POST', path, body: { refresh }, schema: v.unknown(), keepalive: true },
        access,
      )
    },
    async askForSignIn() {
      try {
        await callApi({ method: 'GET', path: `${USERS}profile/`, schema: v.unknown() })
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        if (error.kind === 'not_found') session.end({ status: 'open' })
        // After a 401 the session already says that sign-in is needed.
        else if (error.kind !== 'unauthorized') throw error
      }
    },
  }
}

/** The accounts of this page's server. */
export const accounts = createAccounts(pageSession)
