import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { useRouter } from 'vue-router'
import type { ApiError } from '@/api/calls/errors'
import { SAMPLE_STORIES, type SampleStory } from '@/locales/sampleStories'
import type { FilmEstimate } from '@/protocol/filmEstimate'
import { nameFromStory, storyProblem } from '@/protocol/storyText'
import { useProjectListStore } from '@/stores/list/projectListStore'
import { createCommand } from '@/stores/shared/command'
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
  /** Create the project and open it; if that fails, the draft stays. */
  readonly create: () => Promise<void>
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

/** Creating a project from the draft. */
export function useNewProject(): UseNewProjectReturn {
  const store = useProjectListStore()
  const router = useRouter()
  const { draft, clear } = useStoryDraft()
  const { state, send, dismiss } = createCommand()
  watch(draft, dismiss, { deep: true })
  const estimates = useEstimates(() => draft.value.story)

  async function createFromDraft() {
    const { story, name, aspectRatio, filmLength } = draft.value
    const { id } = await store.create({
      story,
      name: name?.trim() || nameFromStory(story),
      aspectRatio,
      filmLength: estimates.value.length > 0 ? filmLength : null,
    })
    await router.push({ name: 'project', params: { id } })
    clear()
  }
  return {
    draft,
    sending: computed(() => state.value.status === 'sending'),
    error: computed(() => (state.value.status === 'refused' ? state.value.error : null)),
    create: () => send({}, createFromDraft),
    estimates,
    samples: SAMPLE_STORIES,
    async trySample(story) {
      draft.value = { ...draft.value, story: await story.load(), name: story.title }
    },
  }
}
