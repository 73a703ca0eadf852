import { ref, watch, type Ref } from 'vue'
import { DEFAULT_ASPECT_RATIO, type AspectRatio } from '@/protocol/aspectRatios'
import { keep, readKept } from '@/platform/keptValue'

/** A project that is being written, before it exists. */
export interface StoryDraft {
  story: string
  /** Null until the person types one: the name then follows the story. */
  name: string | null
  aspectRatio: AspectRatio
}

const KEY = 'dailies:draft'

function emptyDraft(): StoryDraft {
  return { story: '', name: null, aspectRatio: DEFAULT_ASPECT_RATIO }
}

function keptDraft(): StoryDraft {
  const kept = readKept('sessionStorage', KEY)
  if (kept === null) return emptyDraft()
  try {
    return { ...emptyDraft(), ...(JSON.parse(kept) as Partial<StoryDraft>) }
  } catch {
    return emptyDraft() // written by something else
  }
}

/** What `useStoryDraft` gives. */
export interface UseStoryDraftReturn {
  readonly draft: Ref<StoryDraft>
  /** Begin anew, once the project exists. */
  clear: () => void
}

/** The draft of a new project, kept with the tab so that a reload or an error loses nothing. */
export function useStoryDraft(): UseStoryDraftReturn {
  const draft = ref(keptDraft())
  watch(draft, (now) => keep('sessionStorage', KEY, JSON.stringify(now)), { deep: true })
  function clear() {
    draft.value = emptyDraft()
    keep('sessionStorage', KEY, null) // at once: the form may be gone before its watcher runs
  }
  return { draft, clear }
}
