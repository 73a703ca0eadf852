import { watch } from 'vue'
import { useProjectStore } from '@/stores/project/projectStore'
import { useTaskStore } from '@/stores/tasks/taskStore'

/** The project of a page's tasks. The task centre learns what the page knows of it: its name, and what its server welcomes. */
export function useTaskProject(projectId: string): ReturnType<typeof useProjectStore> {
  const store = useTaskStore()
  const project = useProjectStore(projectId)
  watch(
    () => project.welcomesIdle,
    (isWelcome) => store.noteIdleWelcome(isWelcome),
    { immediate: true },
  )
  watch(
    () => project.info?.name ?? null,
    (name) => {
      if (name !== null) store.noteName(projectId, name)
    },
    { immediate: true },
  )
  return project
}
