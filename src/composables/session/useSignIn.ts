import { ref, type Ref } from 'vue'
import { ApiError } from '@/api/calls/errors'
import type { NewAccount } from '@/api/session/users'
import { useSessionStore } from '@/stores/session/sessionStore'

/** Whether somebody comes back or comes for the first time. */
export type SignInMode = 'signIn' | 'register'

/** What `useSignIn` gives. */
export interface UseSignInReturn {
  readonly mode: Ref<SignInMode>
  readonly toggle: () => void
  /** Whether the server is being asked; a second `send` meanwhile does nothing. */
  readonly sending: Ref<boolean>
  /** Why the last attempt failed. */
  readonly error: Ref<ApiError | null>
  readonly send: (account: NewAccount) => Promise<void>
}

/** Signing in, or making an account. */
export function useSignIn(): UseSignInReturn {
  const session = useSessionStore()
  const mode = ref<SignInMode>('signIn')
  const sending = ref(false)
  const error = ref<ApiError | null>(null)

  function toggle() {
    mode.value = mode.value === 'signIn' ? 'register' : 'signIn'
    error.value = null
  }
  async function send(account: NewAccount) {
    if (sending.value) return
    sending.value = true
    error.value = null
    try {
      await (mode.value === 'signIn' ? session.signIn(account) : session.register(account))
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause
      error.value = cause
    } finally {
      sending.value = false
    }
  }
  return { mode, toggle, sending, error, send }
}
