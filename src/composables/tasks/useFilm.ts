import { computed, watch } from 'vue'
import { useI18n } from '@/locales/i18n'
import { filmName } from '@/presentation/filmName'
import { CLIP_TYPE, EXPORT_TYPE, fileOfResult } from '@/protocol/singleTasks'
import { useTaskStore } from '@/stores/tasks/taskStore'
import { selectNewest } from '@/tasks/selectors'
import { isActive, taskKey, type Task } from '@/tasks/state'
import { useRefusal } from '../app/useRefusal'
import type { FilmModel, FilmPhase } from './filmModel'
import { useTaskProject } from './useTaskProject'

function phaseOf({ status, progress, endsAt, message, error, result }: Task): FilmPhase {
  switch (status) {
    case 'pending':
      return { name: 'waiting', percent: null, endsAt, message }
    case 'running':
      return { name: 'running', percent: progress, endsAt, message }
    case 'completed':
    case 'partial': {
      const url = fileOfResult(result)
      return url === null ? { name: 'unknown' } : { name: 'ready', url }
    }
    case 'failed':
      return { name: 'failed', reason: error }
    case 'cancelled':
      return { name: 'cancelled' }
    case 'unknown':
      return { name: 'unknown' }
  }
}

/** Follow the export of a project's film, and clips that are made again, for as long as the calling component exists. */
export function useFilm(projectId: string): FilmModel {
  const store = useTaskStore()
  const project = useTaskProject(projectId)
  const { t } = useI18n()
  const toWords = useRefusal()
  // The state changes with each token; what is read of it here does not.
  const isReady = computed(() => project.state.stages.video_generation.status === 'completed')
  const task = computed(() => selectNewest(store.tasks, { projectId, type: EXPORT_TYPE }))
  const clip = computed(() => selectNewest(store.tasks, { projectId, type: CLIP_TYPE }))
  watch(
    () => project.startedItem,
    (item) => {
      if (item?.stage !== 'video_generation') return
      const { taskId: id, sceneId } = item
      store.noteStarted({ kind: 'task', id, type: CLIP_TYPE, projectId, sceneId, step: null })
    },
    { immediate: true },
  )
  const isMine = (about: string) =>
    about === projectId || (task.value !== null && about === taskKey(task.value))

  return {
    get phase(): FilmPhase {
      const { command } = store
      if (command.status === 'sending' && command.name === 'export' && command.about === projectId)
        return { name: 'starting' }
      return task.value === null ? { name: 'none' } : phaseOf(task.value)
    },
    get clip() {
      if (clip.value === null || !isActive(clip.value)) return null
      const { sceneId, progress: percent, endsAt } = clip.value
      return { number: project.scenes.find(({ id }) => id === sceneId)?.number ?? null, percent, endsAt }
    },
    get isReady() {
      return isReady.value
    },
    get obstacle() {
      const isBusy = project.runStatus === 'processing' || project.runStatus === 'queued'
      return isBusy ? t('tasks.extract.busy') : null
    },
    get fileName() {
      return filmName(project.info?.name ?? null)
    },
    get refusal() {
      const { command } = store
      const isFilm = command.status === 'refused' && (command.name === 'export' || command.name === 'cancel')
      return isFilm && isMine(command.about) ? toWords(command.error) : null
    },
    start: () => void store.exportFilm(projectId),
    cancel() {
      if (task.value !== null) void store.cancel(task.value)
    },
    check() {
      if (task.value !== null) void store.checkAgain(task.value)
    },
    dismissRefusal: store.dismissRefusal,
  }
}
