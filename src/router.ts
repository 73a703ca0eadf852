import { nextTick } from 'vue'
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { loadTexts } from '@/locales/i18n'
import type { TextGroup } from '@/locales/locales'
import { STAGES } from '@/protocol/stages'

/** A page whose code and texts are loaded together when it is first opened. */
function withTexts<T>(group: TextGroup, view: () => Promise<T>): () => Promise<T> {
  return async () => {
    const [module] = await Promise.all([view(), loadTexts(group)])
    return module
  }
}

const routes: RouteRecordRaw[] = [
  {
    path: '/',
    alias: '/projects',
    name: 'projects',
    component: withTexts('list', () => import('@/views/ProjectListView.vue')),
  },
  {
    path: '/projects/:id',
    name: 'project',
    component: withTexts('project', () => import('@/views/ProjectView.vue')),
    props: true,
  },
  {
    path: `/projects/:id/:stage(${STAGES.join('|')})`,
    name: 'stage',
    component: withTexts('project', () => import('@/views/StageView.vue')),
    props: true,
  },
  {
    path: '/projects/:id/film',
    name: 'film',
    component: withTexts('project', () => import('@/views/FilmView.vue')),
    props: true,
  },
  {
    path: '/tasks',
    name: 'tasks',
    component: withTexts('tasks', async () => (await import('@/views/tasks/taskCentre')).TasksView),
  },
  {
    path: '/sse-demo',
    name: 'lab',
    component: withTexts(
      'lab',
      withTexts('project', () => import('@/views/lab/LabView.vue')),
    ),
  },
  {
    path: '/sse-demo/replay',
    name: 'lab-replay',
    component: withTexts(
      'lab',
      withTexts(
        'project',
        withTexts('making', () => import('@/views/lab/LabReplayView.vue')),
      ),
    ),
  },
  { path: '/login', name: 'login', component: withTexts('session', () => import('@/views/LoginView.vue')) },
  { path: '/:path(.*)*', name: 'not-found', component: () => import('@/views/NotFoundView.vue') },
]

/** The routes of the product. The code of each page is loaded when it is first opened. */
export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior(to, from, savedPosition) {
    if (savedPosition) return savedPosition
    const sameView = to.path === from.path && to.query['page'] === from.query['page']
    return sameView ? false : { top: 0 }
  },
})

// Move the focus to the start of a new page, as after a full load.
router.afterEach(async (to, from) => {
  if (from.matched.length === 0 || to.path === from.path) return
  await nextTick()
  document.querySelector('main')?.focus({ preventScroll: true })
})
