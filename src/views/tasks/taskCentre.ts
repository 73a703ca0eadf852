import type { Router } from 'vue-router'
import type { TaskCentre } from '@/composables/app/useTaskCentre'
import { startTaskNotices } from '@/composables/tasks/taskNotices'
import { useTaskStore } from '@/stores/tasks/taskStore'
import HeaderTasks from './HeaderTasks.vue'
import RewriteTask from './RewriteTask.vue'
import StoryboardTask from './StoryboardTask.vue'

// The page of all tasks and the parts on other pages are loaded as one.
export { default as TasksView } from './TasksView.vue'

/**
 * Open the task centre, if the server has background tasks. Its texts must be loaded.
 *
 * @returns null if it has none, or if that is not known yet; in the second case try again later
 */
export async function openTaskCentre(router: Router): Promise<TaskCentre | null> {
  const { jobs, batches } = await useTaskStore().askOffers()
  if (jobs !== 'offered' && batches !== 'offered') return null
  startTaskNotices(router)
  return {
    HeaderTasks,
    StoryboardTask: jobs === 'offered' ? StoryboardTask : null,
    RewriteTask: batches === 'offered' ? RewriteTask : null,
  }
}
