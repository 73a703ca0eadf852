import type { Router } from 'vue-router'
import { useI18n } from '@/locales/i18n'
import { EXTRACTION_TYPE, MATCHING_TYPE } from '@/protocol/jobs'
import { taskPlace } from '@/presentation/taskPlace'
import { useTaskStore } from '@/stores/tasks/taskStore'
import { selectNextId, type Outcome } from '@/tasks/selectors'
import type { Task } from '@/tasks/state'
import { notifyByDesktop } from '@/platform/notifications'
import { isPageVisible } from '@/platform/visibility'
import { showNotice } from '../app/useNotices'
import { PREVIEW_QUERY } from './previewQuery'
import { useDesktopNotices } from './useDesktopNotices'
import { useTaskName } from './useTasks'

/** The id of the notice about an outcome. */
export function noticeId(outcome: string): string {
  return `task/${outcome}`
}

/** A notice has room for two lines, and what happened must be in them. In characters (code points). */
const NAME_LENGTH = 24

function short(name: string): string {
  const characters = [...name]
  return characters.length > NAME_LENGTH ? `${characters.slice(0, NAME_LENGTH - 1).join('')}…` : name
}

/** Tell the outcomes of tasks as notices, each of them once in this browser. @returns stops */
export function startTaskNotices(router: Router): () => void {
  const store = useTaskStore()
  const { t } = useI18n()
  const nameOf = useTaskName()
  const desktop = useDesktopNotices()

  function words(task: Task): string {
    const name = short(
      (task.projectId === null ? null : store.names.get(task.projectId)) ?? t('tasks.unnamed'),
    )
    const what = nameOf(task)
    const params = { name, task: what, reason: task.error ?? t('tasks.extract.noReason') }
    switch (task.status) {
      case 'failed':
      case 'cancelled':
      case 'partial':
        return t(`tasks.notice.${task.status}`, params)
      case 'completed':
        return t(task.type === MATCHING_TYPE ? 'tasks.notice.completed' : 'tasks.notice.other', params)
      case 'pending':
      case 'running':
      case 'unknown':
        return what // never: these are no outcomes
    }
  }

  function tell({ task, key }: Outcome) {
    // Another job goes on with its work, so there is nothing to tell yet.
    if (task.type === EXTRACTION_TYPE && selectNextId(task) !== null) return
    const { projectId } = task
    // A picture is drawn before the person's eyes, and its place tells how that went.
    if (task.kind === 'poll' && task.status === 'cancelled') return
    const place = taskPlace(task)
    const isPreview = task.status === 'completed' && task.type === MATCHING_TYPE
    const stage =
      projectId !== null && place?.stage
        ? {
            name: 'stage',
            params: { id: projectId, stage: place.stage },
            ...(isPreview && { query: PREVIEW_QUERY }),
          }
        : null
    const text = words(task)
    const open = () => void router.push(stage ?? { name: 'tasks' })
    if (!isPageVisible() && desktop.state.value === 'on') notifyByDesktop(text, noticeId(key), open)
    showNotice({
      id: noticeId(key),
      text,
      ...(task.status === 'failed' && { tone: 'failed' }),
      ...(stage && {
        action: { label: t(isPreview ? 'tasks.notice.preview' : 'tasks.notice.show'), run: open },
      }),
    })
  }
  return store.onOutcome(tell)
}
