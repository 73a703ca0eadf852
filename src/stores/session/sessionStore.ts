import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef } from 'vue'
import { ApiError } from '@/api/calls/errors'
import { accounts } from '@/api/session/accounts'
import { pageSession } from '@/api/session/pageSession'

/**
 * Who is signed in, in this browser. Nothing is asked when the product starts: kept tokens tell, or the first call that
 * the server answers with 401. So does another tab.
 */
export const useSessionStore = defineStore('session', () => {
  const state = shallowRef(pageSession.state())
  onScopeDispose(pageSession.onChange(() => (state.value = pageSession.state())))

  return {
    state,
    /** Who is signed in; null for nobody. */
    username: computed(() => (state.value.status === 'signedIn' ? state.value.username : null)),
    /** Sign in. @throws {ApiError} `unauthorized` where name and password do not fit */
    signIn: accounts.signIn,
    /** Make an account and sign in. @throws {ApiError} with `fields` where the input has faults */
    register: accounts.register,
    /** Sign out, here and in all tabs, whether the server can be told or not. */
    async signOut() {
      try {
        await accounts.signOut()
      } catch (error) {
        // Its session there ends by itself.
        if (!(error instanceof ApiError)) throw error
      }
    },
    /** Find out whether the server offers sign-in; nothing is known still where it cannot be reached. */
    async check() {
      try {
        await accounts.askForSignIn()
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
      }
    },
  }
})
