import { ref, watch, type Ref } from 'vue'
import { useRouter } from 'vue-router'
import { SAMPLE_STORIES, type SampleStory } from '@/locales/sampleStories'
import { ApiError } from '@/api/calls/errors'
import { useProjectListStore } from '@/stores/list/projectListStore'
import { nameFromStory } from '@/protocol/storyText'
import { useStoryDraft, type StoryDraft } from '../text/useStoryDraft'

/** What `useNewProject` gives. */
export interface UseNewProjectReturn {
  readonly draft: Ref<StoryDraft>
  /** Whether the backend is being asked; a second `create` meanwhile does nothing. */
  readonly sending: Ref<boolean>
  /** Why the last attempt failed, until the draft is changed. */
  readonly error: Ref<ApiError | null>
  /** Make the project and open it; the draft stays where that fails. */
  create: () => Promise<void>
  /** Stories to try. */
  readonly samples: readonly SampleStory[]
  /** Put a story to try into the draft, under its title. */
  trySample: (story: SampleStory) => Promise<void>
}

/** Making a project out of the draft. */
export function useNewProject(): UseNewProjectReturn {
  const store = useProjectListStore()
  const router = useRouter()
  const { draft, clear } = useStoryDraft()
  const sending = ref(false)
  const error = ref<ApiError | null>(null)
  watch(draft, () => (error.value = null), { deep: true })

  async function create() {
    if (sending.value) return
    sending.value = true
    error.value = null
    const { story, name, aspectRatio } = draft.value
    try {
      const { id } = await store.create({ story, name: name?.trim() || nameFromStory(story), aspectRatio })
      await router.push({ name: 'project', params: { id } })
      clear()
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause
      error.value = cause
    } finally {
      sending.value = false
    }
  }
  async function trySample(story: SampleStory) {
    draft.value = { ...draft.value, story: await story.load(), name: story.title }
  }
  return { draft, sending, error, create, samples: SAMPLE_STORIES, trySample }
}
