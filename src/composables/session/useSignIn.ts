import { computed, ref, type ComputedRef, type Ref } from 'vue'
import type { ApiError } from '@/api/calls/errors'
import type { NewAccount } from '@/api/session/accounts'
import { useSessionStore } from '@/stores/session/sessionStore'
import { createCommand } from '@/stores/shared/command'

/** Whether the form signs in or creates an account. */
export type SignInMode = 'signIn' | 'register'

/** What `useSignIn` returns. */
export interface UseSignInReturn {
  readonly mode: Ref<SignInMode>
  readonly toggle: () => void
  /** Whether a request is on its way; a second `send` meanwhile does nothing. */
  readonly sending: ComputedRef<boolean>
  /** Why the last attempt was refused. */
  readonly error: ComputedRef<ApiError | null>
  readonly send: (account: NewAccount) => Promise<void>
}

/** Signing in, or creating an account. */
export function useSignIn(): UseSignInReturn {
  const session = useSessionStore()
  const mode = ref<SignInMode>('signIn')
  const { state, send, dismiss } = createCommand()

  return {
    mode,
    toggle() {
      mode.value = mode.value === 'signIn' ? 'register' : 'signIn'
      dismiss()
    },
    sending: computed(() => state.value.status === 'sending'),
    error: computed(() => (state.value.status === 'refused' ? state.value.error : null)),
    send: (account) =>
      send({}, () => (mode.value === 'signIn' ? session.signIn(account) : session.register(account))),
  }
}
