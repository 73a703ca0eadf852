import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useI18n } from '@/locales/i18n'
import { EXTRACTION_TYPE, MATCHING_TYPE } from '@/protocol/jobs'
import { useTaskStore } from '@/stores/tasks/taskStore'
import { outcomeKey, selectChains, type Chain } from '@/tasks/selectors'
import { isActive, taskKey } from '@/tasks/state'
import { firstValue } from '../app/queryValue'
import { useRefusal } from '../app/useRefusal'
import { closeNotice } from '../app/useNotices'
import type { ExtractionModel, ExtractionPhase } from './extractionModel'
import { PREVIEW_QUERY } from './previewQuery'
import { noticeId } from './taskNotices'
import { useTaskProject } from './useTaskProject'

function phaseOf({ status, last, malformed, result, awaited }: Chain): ExtractionPhase {
  if (malformed !== null) return { name: 'malformed' }
  switch (status) {
    case 'pending':
    case 'running': {
      const isMatching = awaited !== null || last.type === MATCHING_TYPE
      const name = isMatching ? 'matching' : status === 'pending' ? 'waiting' : 'running'
      return { name, percent: awaited === null ? last.progress : null, message: last.message }
    }
    case 'unknown':
      return { name: 'unknown' }
    case 'failed':
      return { name: 'failed', reason: last.error }
    case 'cancelled':
      return { name: 'cancelled' }
    case 'completed':
    case 'partial': {
      const scenes = result?.decision === null ? result.scenes : []
      return scenes.length > 0 ? { name: 'proposed', scenes } : { name: 'none' }
    }
  }
}

const NONE: ExtractionPhase = { name: 'none' }

/** Follow the extraction of a project's scenes for as long as the calling component exists. */
export function useExtraction(projectId: string): ExtractionModel {
  const store = useTaskStore()
  const project = useTaskProject(projectId)
  const { t } = useI18n()
  const toWords = useRefusal()
  const route = useRoute()
  const router = useRouter()

  // The state changes with each token; what is read of it here does not.
  const isReady = computed(() => project.state.stages.rewrite.status === 'completed')
  const isAgain = computed(() => project.state.stages.storyboard.status === 'completed')
  /** The chain whose end this person has read. */
  const dismissed = shallowRef<string | null>(null)
  const isPreviewOpen = shallowRef(false)
  const chain = computed(() => selectChains(store.tasks, projectId, EXTRACTION_TYPE)[0] ?? null)
  /** Whether a command is about this extraction. */
  const isMine = (about: string) =>
    about === projectId || (chain.value?.jobs.some((job) => taskKey(job) === about) ?? false)
  const phase = computed((): ExtractionPhase => {
    const { command } = store
    if (command.status === 'sending' && command.name === 'extract' && command.about === projectId)
      return { name: 'starting' }
    if (chain.value === null || dismissed.value === taskKey(chain.value.last)) return NONE
    return phaseOf(chain.value)
  })

  onScopeDispose(
    store.onOutcome(({ task }) => {
      if (phase.value.name === 'proposed' && chain.value && taskKey(chain.value.last) === taskKey(task))
        isPreviewOpen.value = true
    }),
  )
  // The address may ask for the preview; it is open once there is something to see.
  watch(
    () => firstValue(route.query['preview']) === PREVIEW_QUERY.preview && phase.value.name === 'proposed',
    (isAsked) => {
      if (!isAsked) return
      isPreviewOpen.value = true
      void router.replace({ query: { ...route.query, preview: undefined } })
    },
    { immediate: true },
  )

  async function decide(decision: 'accepted' | 'discarded', numbers: readonly number[]) {
    const last = chain.value?.last
    if (!last) return
    await store.decide(last, decision, numbers)
    if (store.command.status === 'refused') return
    isPreviewOpen.value = false
    closeNotice(noticeId(outcomeKey(last)))
    if (decision === 'accepted') await project.reload()
  }

  return {
    get phase() {
      return phase.value
    },
    get isReady() {
      return isReady.value
    },
    get obstacle() {
      const isBusy = project.runStatus === 'processing' || project.runStatus === 'queued'
      return isBusy ? t('tasks.extract.busy') : null
    },
    get isAgain() {
      return isAgain.value
    },
    get refusal() {
      const { command } = store
      return command.status === 'refused' && isMine(command.about) ? toWords(command.error) : null
    },
    get isDeciding() {
      const { command } = store
      return command.status === 'sending' && command.name === 'decide' && isMine(command.about)
    },
    get isPreviewOpen() {
      return isPreviewOpen.value
    },
    showPreview: (isOpen) => (isPreviewOpen.value = isOpen),
    start: () => void store.extract(projectId),
    cancel() {
      const running = chain.value?.jobs.find(isActive)
      if (running) void store.cancel(running)
    },
    accept: (numbers) => void decide('accepted', numbers),
    discard: () => void decide('discarded', []),
    dismissRefusal: store.dismissRefusal,
    dismissOutcome() {
      dismissed.value = chain.value ? taskKey(chain.value.last) : null
    },
  }
}
