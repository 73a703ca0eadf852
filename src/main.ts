import { createPinia } from 'pinia'
import { computed, createApp, shallowRef } from 'vue'
import App from '@/App.vue'
import { showNotice } from '@/composables/app/useNotices'
import { guardSession } from '@/composables/session/sessionGuard'
import { ACCOUNT } from '@/composables/app/useAccount'
import { TASK_CENTRE, type TaskCentre } from '@/composables/app/useTaskCentre'
import { initialLocale } from '@/composables/app/useLocale'
import { beginFirstData } from '@/firstData'
import { loadTexts, setLocale, useI18n } from '@/locales/i18n'
import { whenIdle } from '@/platform/frames'
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

const taskCentre = shallowRef<TaskCentre | null>(null)
app.provide(TASK_CENTRE, taskCentre)
let isLoadingTasks = false

/** Load the task centre, as far as the server has one. It comes after the page, so that it delays nothing. */
function loadTaskCentre() {
  if (isLoadingTasks || taskCentre.value !== null || session.state.status === 'signedOut') return
  isLoadingTasks = true
  // The page works without it: if its code cannot be loaded now, the next page tries again.
  Promise.all([import('@/views/tasks/taskCentre'), loadTexts('tasks')])
    .then(
      async ([{ openTaskCentre }]) => (taskCentre.value = await openTaskCentre(router)),
      () => null,
    )
    .catch(handleUnexpected)
    .finally(() => (isLoadingTasks = false))
}

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
void router.isReady().then(() => whenIdle(loadTaskCentre), leave)
router.afterEach((_, from) => {
  if (from.matched.length > 0) whenIdle(loadTaskCentre)
})
