import { createApp, type Component } from 'vue'
import { createMemoryHistory, createRouter, type RouteRecordRaw } from 'vue-router'
import { useTheme } from '@/composables/app/useTheme'
import { router as productRouter } from '@/router'
import '@/styles/main.css'
import { currentLocale, setLocale } from '@/locales/i18n'
import '../tests/support/allTexts'
import GalleryPage from './GalleryPage.vue'
import { isLocale, isTheme, query } from './query'

/*
 * Every component in every state, at `/gallery/` of the development server. The build of the product starts at the
 * other `index.html` and contains nothing of this.
 */

const { theme, toggle } = useTheme()
const wanted = query.get('theme')
if (isTheme(wanted) && wanted !== theme.value) toggle()
const locale = query.get('locale')
await setLocale(isLocale(locale) ? locale : currentLocale())

/** The addresses of the product lead nowhere here: links have their targets and states, and no page opens. */
const noPage: Component = { render: () => null }
const routes = productRouter.options.routes.map(
  (route) => ({ ...route, component: noPage }) as RouteRecordRaw,
)
const router = createRouter({ history: createMemoryHistory(), routes })
await router.push({ name: 'stage', params: { id: 'p1', stage: 'storyboard' } })

createApp(GalleryPage).use(router).mount('#gallery')
