import type { Router } from 'vue-router'
import type { TaskCentre } from '@/composables/app/useTaskCentre'
import { startTabProgress } from '@/composables/tasks/tabProgress'
import { startTaskNotices } from '@/composables/tasks/taskNotices'
import { useTaskStore } from '@/stores/tasks/taskStore'
import HeaderTasks from './HeaderTasks.vue'
import PictureTask from './PictureTask.vue'
import RewriteTask from './RewriteTask.vue'
import StoryboardTask from './StoryboardTask.vue'
import VideoTask from './VideoTask.vue'

// The page of all tasks and the parts on other pages are loaded as one.
export { default as TasksView } from './TasksView.vue'

let stopProgress: (() => void) | null = null

/**
 * Open the task centre, if the server has background tasks, and show the progress of runs in the tab in any case. The texts
 * of tasks must be loaded.
 *
 * @returns null if it has none, or if that is not known yet; in the second case try again later
 */
export async function openTaskCentre(router: Router): Promise<TaskCentre | null> {
  stopProgress ??= startTabProgress(router)
  const offers = await useTaskStore().askOffers()
  if (!Object.values(offers).includes('offered')) return null
  const { jobs, tasks, batches, pictures } = offers
  startTaskNotices(router)
  return {
    HeaderTasks,
    StoryboardTask: jobs === 'offered' ? StoryboardTask : null,
    RewriteTask: batches === 'offered' ? RewriteTask : null,
    VideoTask: tasks === 'offered' ? VideoTask : null,
    PictureTask: pictures === 'offered' ? PictureTask : null,
  }
}
