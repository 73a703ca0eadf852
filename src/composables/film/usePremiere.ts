import { useEventListener } from '@vueuse/core'
import { ref, watch, type Ref } from 'vue'
import { isPageVisible } from '@/platform/visibility'
import type { FilmSettings } from './filmSettings'
import type { FilmHead } from './useFilmHead'

/** What `usePremiere` returns. */
export interface UsePremiereReturn {
  /** Whether the person is asked if films are to play when their runs end. */
  readonly asking: Readonly<Ref<boolean>>
  /** Whether the film plays by itself, in a dim room. */
  readonly dim: Readonly<Ref<boolean>>
  /** Whether it makes no sound, because nobody has asked for it yet. */
  readonly silent: Ref<boolean>
  /** The person's answer, which is remembered. */
  readonly answer: (plays: boolean) => void
}

/**
 * Play a film once from its beginning when its run ends while a person watches. They are asked the first time, and nothing
 * sounds that they have not asked for. The light comes back with the film's end, and with whatever the person does.
 *
 * @param state of the film: its element must be in sight, because nothing moves under a person who reads elsewhere
 */
export function usePremiere(
  head: FilmHead,
  settings: FilmSettings,
  state: {
    readonly film: () => HTMLElement | null
    readonly making: () => boolean
    readonly finished: () => boolean
  },
): UsePremiereReturn {
  const asking = ref(false)
  const dim = ref(false)
  const silent = ref(false)

  function isInSight(): boolean {
    const box = state.film()?.getBoundingClientRect()
    return box !== undefined && isPageVisible() && box.top < innerHeight / 2 && box.bottom > 0
  }
  function begin() {
    head.seek(0)
    head.play()
    dim.value = silent.value = head.playing.value
  }
  let wasMaking = false
  watch(
    [state.making, state.finished],
    ([making, finished]) => {
      const hasEnded = wasMaking && !making && finished
      wasMaking = making
      // A person who has begun to watch goes on watching.
      if (!hasEnded || head.playing.value || !isInSight()) return
      if (settings.ending === 'ask') asking.value = true
      else if (settings.ending === 'play') begin()
    },
    { immediate: true },
  )

  watch(head.playing, (isPlaying) => {
    if (!isPlaying) dim.value = silent.value = false
    else asking.value = false
  })
  useEventListener(
    document,
    'keydown',
    (event) => {
      if (event.key === 'Escape' && dim.value) {
        event.preventDefault()
        head.pause()
      }
    },
    { capture: true },
  )
  useEventListener(document, 'pointerdown', ({ target }) => {
    if (target instanceof Node && state.film()?.contains(target) !== true) dim.value = false
  })

  return {
    asking,
    dim,
    silent,
    answer(plays) {
      settings.ending = plays ? 'play' : 'rest'
      asking.value = false
      if (plays) begin()
    },
  }
}
