import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { createI18n } from 'vue-i18n'
import App from '@/App.vue'
import { showNotice } from '@/components/notices'
import { initialLocale } from '@/composables/useLocale'
import { loadMessages } from '@/locales/messages'
import { router } from '@/router'
import './styles/main.css'

const locale = initialLocale()
document.documentElement.lang = locale

const i18n = createI18n({ legacy: false, locale, messages: { [locale]: await loadMessages(locale) } })
const app = createApp(App).use(createPinia()).use(router).use(i18n)

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
