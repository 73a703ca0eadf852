import { onScopeDispose, watchEffect } from 'vue'
import { filmName } from '@/presentation/filmName'
import { isNamedType, taskPlace } from '@/presentation/taskPlace'
import { useI18n } from '@/locales/i18n'
import { EXTRACTION_TYPE } from '@/protocol/jobs'
import { EXPORT_TYPE, fileOfResult } from '@/protocol/singleTasks'
import { useTaskStore } from '@/stores/tasks/taskStore'
import { isMalformed, selectShown } from '@/tasks/selectors'
import { hasEnded, isActive, taskKey, type Task } from '@/tasks/state'
import { useRefusal } from '../app/useRefusal'
import type { ShownTask, TasksModel } from './taskModel'

/** Whether a task ended otherwise than it should, so that it can be started again. */
function isUndone({ status, type, projectId }: Task): boolean {
  const canStart = type === EXTRACTION_TYPE || type === EXPORT_TYPE
  return (status === 'failed' || status === 'cancelled') && canStart && projectId !== null
}

/** Whether a task can be cancelled: batches cannot, and a clip that is made again is a run of its project. */
function isCancellable({ kind, type }: Task): boolean {
  return kind === 'job' || kind === 'poll' || type === EXPORT_TYPE
}

/** What a task does, in words. */
export function useTaskName(): (task: Pick<Task, 'type'>) => string {
  const { t } = useI18n()
  return ({ type }) => (isNamedType(type) ? t(`tasks.name.${type}`) : (type ?? t('tasks.name.other')))
}

/** The tasks of the signed-in person. @param isShown whether they are on the page, so that their stream is kept open */
export function useTasks(isShown: () => boolean): TasksModel {
  const store = useTaskStore()
  const { t } = useI18n()
  const toWords = useRefusal()
  const nameOf = useTaskName()
  let hide: (() => void) | null = null
  watchEffect(() => {
    if (isShown()) hide ??= store.show()
    else {
      hide?.()
      hide = null
    }
  })
  onScopeDispose(() => hide?.())

  function troubleOf(task: Task): string | null {
    if (task.status === 'unknown') return task.doubt === null ? null : t(`tasks.doubt.${task.doubt}`)
    return hasEnded(task) && isMalformed(task) ? t('tasks.malformed') : null
  }

  function show(task: Task): ShownTask {
    const { command } = store
    const key = taskKey(task)
    const place = taskPlace(task)
    const projectName = task.projectId === null ? null : (store.names.get(task.projectId) ?? null)
    const url = task.type === EXPORT_TYPE ? fileOfResult(task.result) : null
    const isAbout = (about: string) => about === key || (isUndone(task) && about === task.projectId)
    const isMine = command.status !== 'idle' && isAbout(command.about)
    return {
      key,
      task,
      name: nameOf(task),
      projectName,
      place:
        place === null
          ? null
          : place.stage === null
            ? { name: 'project', params: { id: place.projectId } }
            : { name: 'stage', params: { id: place.projectId, stage: place.stage } },
      film: url === null ? null : { url, name: filmName(projectName) },
      canCancel: isCancellable(task) && isActive(task),
      canRetry: isUndone(task),
      canCheck: task.doubt !== null,
      cancelsAlso: task.type === EXTRACTION_TYPE ? t('tasks.cancelAlso') : null,
      isSending: isMine && command.status === 'sending',
      refusal: isMine && command.status === 'refused' ? toWords(command.error) : null,
      trouble: troubleOf(task),
    }
  }

  return {
    get activeCount() {
      return store.activeCount
    },
    get offer() {
      const all = Object.values(store.offers)
      return all.find((offer) => offer === 'offered') ?? all.find((offer) => offer === 'unknown') ?? 'missing'
    },
    get delivery() {
      if (store.delivery.by === 'polling') return t('tasks.polling')
      const { status } = store.connection
      return status === 'waiting' || status === 'closed' ? t('tasks.waiting') : null
    },
    get malformed() {
      return store.malformed === 0
        ? null
        : t('tasks.malformedCount', { count: store.malformed }, store.malformed)
    },
    shown(filter) {
      const words = (task: Task) => {
        const project = task.projectId === null ? '' : (store.names.get(task.projectId) ?? '')
        return [nameOf(task), project, task.message ?? '', task.error ?? ''].join(' ')
      }
      return selectShown(store.tasks, filter, words).map(show)
    },
    cancel: (task) => void store.cancel(task),
    retry(task) {
      if (task.projectId === null) return
      if (task.type === EXPORT_TYPE) void store.exportFilm(task.projectId)
      else void store.extract(task.projectId)
    },
    check: (task) => void store.checkAgain(task),
    dismissRefusal: store.dismissRefusal,
  }
}
