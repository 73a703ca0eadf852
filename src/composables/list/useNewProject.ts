import { computed, watch, type ComputedRef, type Ref } from 'vue'
import { useRouter } from 'vue-router'
import type { ApiError } from '@/api/calls/errors'
import { SAMPLE_STORIES, type SampleStory } from '@/locales/sampleStories'
import { nameFromStory } from '@/protocol/storyText'
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
  /** Create the project and open it; if that fails, the draft stays. */
  readonly create: () => Promise<void>
  /** Stories to try. */
  readonly samples: readonly SampleStory[]
  /** Put a sample story into the draft, with its title as the name. */
  readonly trySample: (story: SampleStory) => Promise<void>
}

/** Creating a project from the draft. */
export function useNewProject(): UseNewProjectReturn {
  const store = useProjectListStore()
  const router = useRouter()
  const { draft, clear } = useStoryDraft()
  const { state, send, dismiss } = createCommand()
  watch(draft, dismiss, { deep: true })

  async function createFromDraft() {
    const { story, name, aspectRatio } = draft.value
    const { id } = await store.create({ story, name: name?.trim() || nameFromStory(story), aspectRatio })
    await router.push({ name: 'project', params: { id } })
    clear()
  }
  return {
    draft,
    sending: computed(() => state.value.status === 'sending'),
    error: computed(() => (state.value.status === 'refused' ? state.value.error : null)),
    create: () => send({}, createFromDraft),
    samples: SAMPLE_STORIES,
    async trySample(story) {
      draft.value = { ...draft.value, story: await story.load(), name: story.title }
    },
  }
}
