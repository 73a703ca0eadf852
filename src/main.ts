import { createPinia } from 'pinia'
import { computed, createApp } from 'vue'
import App from '@/App.vue'
import { showNotice } from '@/composables/app/useNotices'
import { guardSession } from '@/composables/session/sessionGuard'
import { ACCOUNT } from '@/composables/app/useAccount'
import { initialLocale } from '@/composables/app/useLocale'
import { beginFirstData } from '@/firstData'
import { loadTexts, setLocale, useI18n } from '@/locales/i18n'
import { router } from '@/router'
import { useSessionStore } from '@/stores/session/sessionStore'
import './styles/main.css'

// The texts, the page's code and its data load at the same time.
await setLocale(initialLocale())
const texts = loadTexts('common')
const app = createApp(App).use(createPinia())
const session = useSessionStore()
guardSession(router, session, (path) => location.assign(path))
app.provide(ACCOUNT, { username: computed(() => session.username), signOut: () => void session.signOut() })

/** Show one calm notice for unexpected errors, and report the error in full to the console. */
async function handleUnexpected(error: unknown) {
  reportError(error)
  await texts
  const { t } = useI18n()
  showNotice({
    id: 'unexpected',
    tone: 'failed',
    text: t('errors.unexpected'),
    action: { label: t('app.reload'), run: () => location.reload() },
  })
}
app.config.errorHandler = (error) => void handleUnexpected(error)
// The code of a page could not be loaded: it was replaced by a newer version, or the network is offline.
router.onError((error) => void handleUnexpected(error))

// If sign-in is needed first, no data is fetched before.
const leave =
  session.state.status === 'signedOut'
    ? () => {}
    : beginFirstData(router.resolve(router.options.history.location))
app.use(router)

await texts
app.mount('#app')
// By then the page is mounted and follows its store itself.
void router.isReady().then(leave, leave)
