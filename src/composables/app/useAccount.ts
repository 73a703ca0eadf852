import { inject, type ComputedRef, type InjectionKey } from 'vue'

/** The signed-in user, as the page's header shows it. */
export interface Account {
  /** Null while nobody is signed in. */
  readonly username: ComputedRef<string | null>
  readonly signOut: () => void
}

/** The composition root provides the account under this key, because components do not read stores. */
export const ACCOUNT: InjectionKey<Account> = Symbol('account')

/** The account; null if none is provided. */
export function useAccount(): Account | null {
  return inject(ACCOUNT, null)
}
