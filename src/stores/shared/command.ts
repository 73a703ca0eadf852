import { shallowRef, type ShallowRef } from 'vue'
import { ApiError } from '@/api/calls/errors'

/** The last command: on its way, or refused. `Subject` says what it was about. The state does not hold its effect. */
export type CommandState<Subject extends object = object> =
  | { readonly status: 'idle' }
  | ({ readonly status: 'sending' } & Subject)
  | ({ readonly status: 'refused'; readonly error: ApiError } & Subject)

/** Sends commands one at a time and remembers why the last one was refused. */
export interface Command<Subject extends object> {
  readonly state: Readonly<ShallowRef<CommandState<Subject>>>
  /** Make a call, unless one is on its way. Does not reject with `ApiError`: a refusal is in `state`. */
  readonly send: (subject: Subject, call: () => Promise<void>) => Promise<void>
  /** Forget a refusal. */
  readonly dismiss: () => void
}

/** Make a sender of commands; none is on its way. */
export function createCommand<Subject extends object>(): Command<Subject> {
  const state: ShallowRef<CommandState<Subject>> = shallowRef({ status: 'idle' })
  return {
    state,
    async send(subject, call) {
      if (state.value.status === 'sending') return
      state.value = { status: 'sending', ...subject }
      try {
        await call()
        state.value = { status: 'idle' }
      } catch (error) {
        const isRefusal = error instanceof ApiError
        state.value = isRefusal ? { status: 'refused', error, ...subject } : { status: 'idle' }
        if (!isRefusal) throw error
      }
    },
    dismiss() {
      if (state.value.status === 'refused') state.value = { status: 'idle' }
    },
  }
}
