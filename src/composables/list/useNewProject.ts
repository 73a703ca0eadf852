import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { useRouter } from 'vue-router'
import { API_ERRORS, ApiError } from '@/api/calls/errors'
import { useI18n } from '@/locales/i18n'
import { SAMPLE_STORIES, type SampleStory } from '@/locales/sampleStories'
import type { FilmEstimate } from '@/protocol/filmEstimate'
import { chosenTemplates } from '@/presentation/chosenTemplates'
import type { TemplateSet } from '@/protocol/templateSets'
import { nameFromStory, storyProblem } from '@/protocol/storyText'
import { useProjectListStore } from '@/stores/list/projectListStore'
import { createCommand } from '@/stores/shared/command'
import { RUN_AT_ONCE } from '../app/runAtOnce'
import { useStoryDraft, type StoryDraft } from '../text/useStoryDraft'

/** What `useNewProject` returns. */
export interface UseNewProjectReturn {
  readonly draft: Ref<StoryDraft>
  /** Whether a request is on its way; a second `create` meanwhile does nothing. */
  readonly sending: ComputedRef<boolean>
  /** Why the last attempt was refused, until the draft changes. */
  readonly error: ComputedRef<ApiError | null>
  /** What films of each wished length would tell of the story; empty while that is not known. */
  readonly estimates: Readonly<ShallowRef<readonly FilmEstimate[]>>
  /** Create the project and open it, running if `run`; if that fails, the draft stays. */
  readonly create: (run: boolean) => Promise<void>
  /** Open a project from its ZIP file. The draft stays as it is. */
  readonly openFile: (file: File) => Promise<void>
  /** Stories to try. */
  readonly samples: readonly SampleStory[]
  /** Put a sample story into the draft, with its title as the name. */
  readonly trySample: (story: SampleStory) => Promise<void>
}

/** The story is estimated once nobody has typed for this long. */
const ESTIMATE_DELAY_MS = 400

/** What a film of a story would be, asked again after each change of it. */
function useEstimates(story: () => string): Readonly<ShallowRef<readonly FilmEstimate[]>> {
  const store = useProjectListStore()
  const estimates = shallowRef<readonly FilmEstimate[]>([])
  let controller: AbortController | null = null
  async function ask(now: string) {
    controller?.abort()
    const mine = (controller = new AbortController())
    const found = storyProblem(now) === null ? await store.estimate(now, mine.signal) : []
    if (mine === controller) estimates.value = found
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    story,
    (now) => {
      clearTimeout(timer)
      timer = setTimeout(() => void ask(now), ESTIMATE_DELAY_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    controller?.abort()
  })
  return estimates
}

/**
 * Creating a project from the draft.
 *
 * @param templateSets the prompt template sets of the server, as far as they are known
 */
export function useNewProject(templateSets: () => readonly TemplateSet[]): UseNewProjectReturn {
  const store = useProjectListStore()
  const router = useRouter()
  const { t } = useI18n()
  const { draft, clear } = useStoryDraft()
  const { state, send, dismiss } = createCommand()
  watch(draft, dismiss, { deep: true })
  const estimates = useEstimates(() => draft.value.story)

  async function createFromDraft(run: boolean) {
    const { story, name, aspectRatio, filmLength, templateSet } = draft.value
    const { id } = await store.create({
      story,
      name: name?.trim() || nameFromStory(story),
      aspectRatio,
      filmLength: estimates.value.length > 0 ? filmLength : null,
      templateSet: chosenTemplates(templateSets(), templateSet)?.id ?? null,
    })
    await router.push({ name: 'project', params: { id }, ...(run && { state: RUN_AT_ONCE }) })
    clear()
  }

  async function openArchive(file: File) {
    const { id } = await store.importProject(file).catch((error: unknown) => {
      const isMissing =
        error instanceof ApiError && (error.status === 405 || API_ERRORS[error.kind].isMissingEndpoint)
      if (!isMissing || error.detail !== null) throw error
      throw new ApiError({ kind: 'refused', status: error.status, detail: t('list.form.file.noImport') })
    })
    await router.push({ name: 'project', params: { id } })
  }
  return {
    draft,
    sending: computed(() => state.value.status === 'sending'),
    error: computed(() => (state.value.status === 'refused' ? state.value.error : null)),
    create: (run) => send({}, () => createFromDraft(run)),
    openFile: (file) => send({}, () => openArchive(file)),
    estimates,
    samples: SAMPLE_STORIES,
    async trySample(story) {
      draft.value = { ...draft.value, story: await story.load(), name: story.title }
    },
  }
}
