import * as v from 'valibot'
import { ref, watch, type Ref } from 'vue'
import { ASPECT_RATIOS, DEFAULT_ASPECT_RATIO, type AspectRatio } from '@/protocol/aspectRatios'
import { FILM_LENGTHS, type FilmLength } from '@/protocol/filmLength'
import { keep, readKeptJson } from '@/platform/keptValue'

/** The input for a new project. */
export interface StoryDraft {
  story: string
  /** Null until somebody types a name; until then it follows the story. */
  name: string | null
  aspectRatio: AspectRatio
  filmLength: FilmLength
  /** The id of the prompt template set; null until a person chooses one. */
  templateSet: string | null
}

const KEY = 'dailies:draft'

function emptyDraft(): StoryDraft {
  return { story: '', name: null, aspectRatio: DEFAULT_ASPECT_RATIO, filmLength: 'full', templateSet: null }
}

/** A field that cannot be read is empty; the others stay. */
const keptSchema = v.object({
  story: v.fallback(v.string(), ''),
  name: v.fallback(v.nullable(v.string()), null),
  aspectRatio: v.fallback(v.picklist(ASPECT_RATIOS), DEFAULT_ASPECT_RATIO),
  filmLength: v.fallback(v.picklist(FILM_LENGTHS), 'full'),
  templateSet: v.fallback(v.nullable(v.string()), null),
})

function keptDraft(): StoryDraft {
  const kept = v.safeParse(keptSchema, readKeptJson('sessionStorage', KEY))
  return kept.success ? kept.output : emptyDraft()
}

/** What `useStoryDraft` returns. */
export interface UseStoryDraftReturn {
  readonly draft: Ref<StoryDraft>
  /** Empty the draft, once the project exists. */
  clear: () => void
}

/** The draft of a new project, kept in the tab's storage so that a reload or an error loses nothing. */
export function useStoryDraft(): UseStoryDraftReturn {
  const draft = ref(keptDraft())
  watch(draft, (now) => keep('sessionStorage', KEY, JSON.stringify(now)), { deep: true })
  function clear() {
    draft.value = emptyDraft()
    keep('sessionStorage', KEY, null) // at once, because the form may be unmounted before the watcher runs
  }
  return { draft, clear }
}
