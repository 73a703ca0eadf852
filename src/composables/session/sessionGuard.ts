import { watch } from 'vue'
import type { LocationQueryValue, RouteLocationRaw, Router } from 'vue-router'
import type { useSessionStore } from '@/stores/session/sessionStore'
import { forgetKept, keep, readKept } from '@/platform/keptValue'

/** The page after sign-in if no other was requested. */
const HOME = '/'

/**
 * The page to go to after sign-in.
 *
 * @param next `next` of the address, which anybody may have written
 * @returns a path of this product; `/` for anything else
 */
export function pathAfterSignIn(next: LocationQueryValue | LocationQueryValue[] | undefined): string {
  if (typeof next !== 'string' || !next.startsWith('/')) return HOME
  // Browsers read `//host` and `/\host` as another host, and skip tabs and line breaks.
  const origin = 'http://page.invalid'
  if (!URL.canParse(next, origin)) return HOME
  const url = new URL(next, origin)
  if (url.origin !== origin || url.pathname.startsWith('//') || /^\/login\/?$/.test(url.pathname)) return HOME
  return url.pathname + url.search + url.hash
}

function signInPage(wanted: string): RouteLocationRaw {
  const next = pathAfterSignIn(wanted)
  return { name: 'login', query: next === HOME ? {} : { next } }
}

/** The user whose drafts and texts this tab keeps. */
const PERSON_KEY = 'dailies:person'

/** Store the user of this tab, and remove the stored data of another one. */
function claimTab(username: string) {
  const before = readKept('sessionStorage', PERSON_KEY)
  if (before !== null && before !== username) forgetKept('sessionStorage')
  keep('sessionStorage', PERSON_KEY, username)
}

/**
 * Go to sign-in once it is known to be needed, and back to the requested page afterwards. Until then, every page opens
 * without a call.
 *
 * @param load loads an address as a new page, so that nothing of the previous user stays in memory
 */
export function guardSession(
  router: Router,
  session: ReturnType<typeof useSessionStore>,
  load: (path: string) => void,
): void {
  if (session.state.status === 'signedIn') claimTab(session.state.username)
  router.beforeEach((to) => {
    if (to.name !== 'login') return session.state.status === 'signedOut' ? signInPage(to.fullPath) : true
    return session.state.status === 'signedIn' ? pathAfterSignIn(to.query['next']) : true
  })
  // The data of the first page is fetched, and may be refused, while its code is still loading.
  const settled = router.isReady().catch(() => undefined)
  watch(
    () => session.state,
    async (now, before) => {
      await settled
      const { name, fullPath, query } = router.currentRoute.value
      if (now.status === 'signedOut' && name !== 'login') await router.replace(signInPage(fullPath))
      if (now.status !== 'signedIn') return
      claimTab(now.username)
      if (name === 'login') load(pathAfterSignIn(query['next']))
      else if (before.status === 'signedIn' && before.username !== now.username) load(fullPath)
    },
  )
}
