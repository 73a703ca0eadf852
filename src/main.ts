import { createPinia } from 'pinia'
import { computed, createApp } from 'vue'
import { createI18n } from 'vue-i18n'
import App from '@/App.vue'
import { showNotice } from '@/components/notices'
import { guardSession } from '@/composables/sessionGuard'
import { ACCOUNT } from '@/composables/useAccount'
import { initialLocale } from '@/composables/useLocale'
import { loadMessages } from '@/locales/messages'
import { router } from '@/router'
import { useSessionStore } from '@/stores/sessionStore'
import './styles/main.css'

const locale = initialLocale()
document.documentElement.lang = locale

const i18n = createI18n({ legacy: false, locale, messages: { [locale]: await loadMessages(locale) } })
const pinia = createPinia()
const session = useSessionStore(pinia)
guardSession(router, session, (path) => location.assign(path))
const app = createApp(App).use(pinia).use(router).use(i18n)
app.provide(ACCOUNT, { username: computed(() => session.username), signOut: () => void session.signOut() })

/** What nobody expected: said calmly to the person, once while it is on screen, and left in the console in full. */
function handleUnexpected(error: unknown) {
  reportError(error)
  const { t } = i18n.global
  showNotice({
    id: 'unexpected',
    tone: 'failed',
    text: t('errors.unexpected'),
    action: { label: t('app.reload'), run: () => location.reload() },
  })
}
app.config.errorHandler = handleUnexpected
// The code of a page that was not loaded yet: a newer version took its place, or the network is away.
router.onError(handleUnexpected)

app.mount('#app')
