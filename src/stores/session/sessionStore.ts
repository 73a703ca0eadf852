import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef } from 'vue'
import { ApiError } from '@/api/calls/errors'
import { accounts } from '@/api/session/accounts'
import { pageSession } from '@/api/session/pageSession'

/**
 * The user who is signed in, in this browser. At the start the store makes no call. It learns about the user from the
 * stored tokens, from the first call that the server answers with 401, or from another tab.
 */
export const useSessionStore = defineStore('session', () => {
  const state = shallowRef(pageSession.state())
  onScopeDispose(pageSession.onChange(() => (state.value = pageSession.state())))

  return {
    state,
    /** The user's name; null if nobody is signed in. */
    username: computed(() => (state.value.status === 'signedIn' ? state.value.username : null)),
    /** Sign in. @throws {ApiError} `unauthorized` if name or password is wrong */
    signIn: accounts.signIn,
    /** Create an account and sign in. @throws {ApiError} with `fields` if the input is invalid */
    register: accounts.register,
    /** Sign out in all tabs, even if the server cannot be reached. */
    async signOut() {
      try {
        await accounts.signOut()
      } catch (error) {
        // The server's session expires by itself.
        if (!(error instanceof ApiError)) throw error
      }
    },
    /** Find out whether the server offers sign-in. If the server cannot be reached, the answer stays unknown. */
    async check() {
      try {
        await accounts.askForSignIn()
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
      }
    },
  }
})
