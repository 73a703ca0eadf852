import { createPinia } from 'pinia'
import { computed, createApp } from 'vue'
import { createI18n } from 'vue-i18n'
import App from '@/App.vue'
import { showNotice } from '@/composables/app/useNotices'
import { guardSession } from '@/composables/session/sessionGuard'
import { ACCOUNT } from '@/composables/app/useAccount'
import { initialLocale } from '@/composables/app/useLocale'
import { beginFirstData } from '@/firstData'
import { loadMessages } from '@/locales/messages'
import { router } from '@/router'
import { useSessionStore } from '@/stores/session/sessionStore'
import './styles/main.css'

const locale = initialLocale()
document.documentElement.lang = locale

// The texts, the page's code and its data are under way together; nothing of these waits for another.
const texts = loadMessages(locale).then((messages) =>
  createI18n({ legacy: false, locale, messages: { [locale]: messages } }),
)
const app = createApp(App).use(createPinia())
const session = useSessionStore()
guardSession(router, session, (path) => location.assign(path))
app.provide(ACCOUNT, { username: computed(() => session.username), signOut: () => void session.signOut() })

/** What nobody expected: said calmly to the person, once while it is on screen, and left in the console in full. */
async function handleUnexpected(error: unknown) {
  reportError(error)
  const { t } = (await texts).global
  showNotice({
    id: 'unexpected',
    tone: 'failed',
    text: t('errors.unexpected'),
    action: { label: t('app.reload'), run: () => location.reload() },
  })
}
app.config.errorHandler = (error) => void handleUnexpected(error)
// The code of a page that was not loaded yet: a newer version took its place, or the network is away.
router.onError((error) => void handleUnexpected(error))

// Whoever has to sign in first is led there, and asks for nothing before.
const leave =
  session.state.status === 'signedOut'
    ? () => {}
    : beginFirstData(router.resolve(router.options.history.location))
app.use(router)

app.use(await texts).mount('#app')
// The page, which follows by itself, is mounted by then.
void router.isReady().then(leave, leave)
