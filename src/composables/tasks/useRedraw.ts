import { computed, shallowRef, watch } from 'vue'
import { useI18n } from '@/locales/i18n'
import { PICTURE_TYPE } from '@/protocol/generation'
import { fileOfResult } from '@/protocol/singleTasks'
import { useTaskStore } from '@/stores/tasks/taskStore'
import { selectNewest } from '@/tasks/selectors'
import { isActive, taskKey } from '@/tasks/state'
import { useRefusal } from '../app/useRefusal'
import type { RedrawModel, RedrawPhase, RedrawWish } from './redrawModel'
import { useTaskProject } from './useTaskProject'

/** Follow another picture of one scene for as long as the calling component exists. */
export function useRedraw(projectId: string, sceneId: string): RedrawModel {
  const store = useTaskStore()
  const project = useTaskProject(projectId)
  const { t } = useI18n()
  const toWords = useRefusal()
  const scene = computed(() => project.scenes.find(({ id }) => id === sceneId) ?? null)
  const newest = computed(() => selectNewest(store.tasks, { projectId, sceneId, type: PICTURE_TYPE }))
  /** The task that is followed: one that is under way when this begins, and each one that is started here. */
  const followed = shallowRef(newest.value && isActive(newest.value) ? taskKey(newest.value) : null)
  const task = computed(() => (followed.value === null ? null : (store.tasks.get(followed.value) ?? null)))
  const isSettled = shallowRef(false)

  watch(
    () => task.value?.status,
    async (status) => {
      isSettled.value = false
      if (status !== 'completed') return
      await project.reload()
      isSettled.value = true
    },
    { immediate: true },
  )

  /** What became of a picture that the server has made. */
  function outcome(result: string | null): RedrawPhase {
    const url = fileOfResult(result)
    if (url === null) return { name: 'unsafe' }
    const image = scene.value?.image
    if (image?.status === 'completed' && image.value.url === url) return { name: 'done' }
    return isSettled.value ? { name: 'elsewhere', url } : { name: 'drawing' }
  }

  const isMine = (name: 'redraw' | 'cancel') => {
    const { command } = store
    return command.status !== 'idle' && command.name === name && isAbout(command.about)
  }
  const isAbout = (about: string) => about === sceneId || about === followed.value

  async function draw({ prompt, reference }: RedrawWish) {
    const id = await store.redraw({ prompt, reference, projectId, sceneId })
    if (id !== null) followed.value = taskKey({ kind: 'poll', id })
  }

  return {
    get phase(): RedrawPhase {
      if (store.command.status === 'sending' && isMine('redraw')) return { name: 'sending' }
      if (task.value === null) return { name: 'none' }
      const { status, error, doubt, result } = task.value
      switch (status) {
        case 'pending':
        case 'running':
          return { name: 'drawing' }
        case 'completed':
        case 'partial':
          return outcome(result)
        case 'failed':
          return { name: 'failed', reason: error }
        case 'cancelled':
          return { name: 'stopped' }
        case 'unknown':
          return { name: 'unknown', doubt }
      }
    },
    get number() {
      return scene.value?.number ?? 0
    },
    get prompt() {
      return scene.value?.imagePrompt ?? ''
    },
    get obstacle() {
      const isBusy = project.runStatus === 'processing' || project.runStatus === 'queued'
      return isBusy ? t('tasks.redraw.busy') : null
    },
    get refusal() {
      const { command } = store
      const isRefused = command.status === 'refused' && (isMine('redraw') || isMine('cancel'))
      return isRefused ? toWords(command.error) : null
    },
    draw: (wish) => void draw(wish),
    stop() {
      if (task.value !== null) void store.cancel(task.value)
    },
    check() {
      if (task.value !== null) void store.checkAgain(task.value)
    },
    dismissRefusal: store.dismissRefusal,
  }
}
