import { inject, type ComputedRef, type InjectionKey } from 'vue'

/** Who uses the page, as its head shows it. */
export interface Account {
  /** Null while nobody is signed in. */
  readonly username: ComputedRef<string | null>
  readonly signOut: () => void
}

/** Under this the composition root provides the account: components know no store. */
export const ACCOUNT: InjectionKey<Account> = Symbol('account')

/** The account; null where the page around does not provide any. */
export function useAccount(): Account | null {
  return inject(ACCOUNT, null)
}
