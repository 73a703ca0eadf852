import { computed, onScopeDispose, readonly, ref, watch, type Ref } from 'vue'
import { canSpeak, onVoices, speak } from '@/platform/speech'
import { textLanguage } from '@/presentation/textLanguage'
import type { FilmHead } from './useFilmHead'

/** The voice may need this much longer than its scene before the film goes on, in milliseconds. */
const LONGEST_WAIT_MS = 10_000

/**
 * Read each scene aloud from its beginning while the film plays. A scene stays until it is read, because a voice is
 * slower or faster than planned.
 *
 * @param wanted whether the person wants to hear it
 * @returns whether this browser has a voice for the film's language
 */
export function useReadAloud(head: FilmHead, wanted: () => boolean): Readonly<Ref<boolean>> {
  const narration = computed(() => head.shot.value?.scene.narration ?? '')
  const lang = computed(() => textLanguage(narration.value) ?? '')
  const isOffered = ref(false)
  const look = () => (isOffered.value = lang.value !== '' && canSpeak(lang.value))
  watch(lang, look, { immediate: true })
  onScopeDispose(onVoices(look))

  let stop = () => undefined as void
  let timer: ReturnType<typeof setTimeout> | undefined
  function silence() {
    stop()
    clearTimeout(timer)
    head.held.value = false
  }
  watch(
    () => (wanted() && isOffered.value && head.playing.value ? head.shot.value?.scene.number : undefined),
    (number) => {
      silence()
      if (number === undefined || narration.value === '') return
      const seconds = head.shot.value?.seconds ?? 0
      head.held.value = true
      const release = () => (head.held.value = false)
      stop = speak(narration.value, lang.value, head.rate.value, release)
      timer = setTimeout(release, (seconds * 1000) / head.rate.value + LONGEST_WAIT_MS)
    },
  )
  onScopeDispose(silence)
  return readonly(isOffered)
}
