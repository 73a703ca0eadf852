import { computed, shallowRef, watch } from 'vue'
import { useI18n } from '@/locales/i18n'
import { copiesOfResult, VARIANTS_TYPE } from '@/protocol/batches'
import { useTaskStore } from '@/stores/tasks/taskStore'
import { selectNewest } from '@/tasks/selectors'
import type { Task } from '@/tasks/state'
import { useRefusal } from '../app/useRefusal'
import type { VariantsModel, VariantsPhase } from './variantsModel'
import { useTaskProject } from './useTaskProject'

function phaseOf({ status, step, progress, error }: Task): VariantsPhase {
  const written = step?.current ?? 0
  const total = step?.total ?? null
  switch (status) {
    case 'pending':
    case 'running':
      return { name: 'writing', written, total, percent: progress }
    case 'completed':
      return { name: 'ready' }
    case 'partial':
      return { name: 'partial', written, total, reason: error }
    case 'failed':
    case 'cancelled':
      return { name: 'failed', reason: error }
    case 'unknown':
      return { name: 'unknown' }
  }
}

/** Follow the versions of a project's text for as long as the calling component exists. */
export function useVariants(projectId: string): VariantsModel {
  const store = useTaskStore()
  const project = useTaskProject(projectId)
  const { t } = useI18n()
  const toWords = useRefusal()
  // The state changes with each token; what is read of it here does not.
  const isReady = computed(() => project.state.stages.rewrite.status === 'completed')
  const isComparing = shallowRef(false)
  const batch = computed(() => selectNewest(store.tasks, { projectId, type: VARIANTS_TYPE }))
  const copies = computed(() => copiesOfResult(batch.value?.result ?? null))
  const text = computed(() => {
    const { data, text } = project.state.stages.rewrite
    return data?.rewrittenText || text
  })
  /** The versions may have been too long to be kept in the browser. */
  watch(
    () => (isComparing.value && copies.value.length === 0 ? (batch.value?.id ?? null) : null),
    (id) => {
      if (id !== null) void store.fetchCopies(id)
    },
  )

  const isMine = (name: 'variants' | 'choose') =>
    store.command.status !== 'idle' && store.command.name === name && store.command.about === projectId

  async function choose(chosen: string) {
    await store.chooseText(projectId, chosen)
    if (store.command.status === 'refused') return
    isComparing.value = false
    await project.reload()
  }

  return {
    get phase(): VariantsPhase {
      if (store.command.status === 'sending' && isMine('variants')) return { name: 'starting' }
      return batch.value === null ? { name: 'none' } : phaseOf(batch.value)
    },
    get copies() {
      return copies.value
    },
    get text() {
      return text.value
    },
    get isReady() {
      return isReady.value
    },
    get obstacle() {
      const isBusy = project.runStatus === 'processing' || project.runStatus === 'queued'
      return isBusy ? t('tasks.variants.busy') : null
    },
    get refusal() {
      const { command } = store
      return command.status === 'refused' && (isMine('variants') || isMine('choose'))
        ? toWords(command.error)
        : null
    },
    get isChoosing() {
      return store.command.status === 'sending' && isMine('choose')
    },
    get isComparing() {
      return isComparing.value
    },
    showComparison: (isOpen) => (isComparing.value = isOpen),
    start: (count) => void store.writeVariants(projectId, count),
    choose: ({ text: chosen }) => void choose(chosen),
    dismissRefusal: store.dismissRefusal,
  }
}
