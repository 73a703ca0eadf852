import {
  computed,
  onScopeDispose,
  ref,
  shallowRef,
  watch,
  type ComputedRef,
  type Ref,
  type ShallowRef,
} from 'vue'
import {
  layOutFilm,
  newestScene,
  shotIndexAt,
  type FilmTimeline,
  type Shot,
} from '@/presentation/filmTimeline'
import type { Scene } from '@/pipeline/state'
import { onNextFrame } from '@/platform/frames'
import { steadyNow } from '@/platform/steadyClock'

/** The play head of a film: where it is, and what moves it. */
export interface FilmHead {
  readonly timeline: ComputedRef<FilmTimeline>
  /** The shot under the play head; null while the film has no scenes. */
  readonly shot: ComputedRef<Shot | null>
  /** The shot after it; null at the end. */
  readonly next: ComputedRef<Shot | null>
  /** Seconds since the beginning of the film. */
  readonly time: ComputedRef<number>
  /** Seconds since the beginning of the shot. */
  readonly offset: ComputedRef<number>
  readonly playing: Ref<boolean>
  readonly rate: Ref<number>
  readonly loop: Ref<boolean>
  /** Whether the play head goes to what is being made, until a person takes it. */
  readonly following: Ref<boolean>
  /** While this is true the play head waits at the end of its shot, as for a voice that is still speaking. */
  readonly held: Ref<boolean>
  /** The window whose frames the film has; null: that of the page. */
  readonly window: ShallowRef<Window | null>
  /** Play from where the play head is, from the beginning if that is the end. */
  readonly play: () => void
  readonly pause: () => void
  /** Play, or pause. */
  readonly toggle: () => void
  /** Move the play head, in seconds. */
  readonly seek: (time: number) => void
  /** Move the play head to the beginning of a scene. */
  readonly seekScene: (number: number) => void
  /** Move the play head to the scene before (-1) or after (1) its own, if there is one. */
  readonly step: (by: -1 | 1) => void
  /** Let the play head go to what is being made. */
  readonly follow: () => void
}

/** The end of a shot still belongs to it: its last frame stays when the film is over. */
const LAST_MOMENT = 0.001

/**
 * Create the play head of a film. It belongs to a scene and a moment in it: when scenes before it become longer or
 * shorter, it stays at that moment.
 *
 * @param scenes of the film, which may grow while it plays
 * @param making whether the film is being made, so that the play head may follow
 */
export function useFilmHead(scenes: () => readonly Scene[], making: () => boolean): FilmHead {
  const timeline = computed(() => layOutFilm(scenes()))
  const number = ref<number | null>(null)
  const offset = ref(0)
  const [playing, loop, held] = [ref(false), ref(false), ref(false)]
  const rate = ref(1)
  const following = ref(true)
  const page = shallowRef<Window | null>(null)
  let cancelFrame: (() => void) | null = null

  const index = computed(() => {
    const at = timeline.value.shots.findIndex(({ scene }) => scene.number === number.value)
    return at === -1 && timeline.value.shots.length > 0 ? 0 : at
  })
  const shot = computed(() => timeline.value.shots[index.value] ?? null)
  const next = computed(() => timeline.value.shots[index.value + 1] ?? null)
  const within = computed(() => Math.min(offset.value, shot.value?.seconds ?? 0))
  const time = computed(() => (shot.value?.start ?? 0) + within.value)

  function place(to: number) {
    const { shots, seconds } = timeline.value
    const at = Math.min(Math.max(0, to), Math.max(0, seconds - LAST_MOMENT))
    const found = shots[shotIndexAt(timeline.value, at)]
    number.value = found?.scene.number ?? null
    offset.value = found ? at - found.start : 0
  }

  function stop() {
    playing.value = false
    cancelFrame?.()
    cancelFrame = null
  }

  /** Go on by some seconds. */
  function advance(seconds: number) {
    const current = shot.value
    if (!current) return
    const left = current.seconds - within.value
    const after = next.value
    if (seconds < left) {
      offset.value = within.value + seconds
    } else if (held.value) {
      offset.value = current.seconds - LAST_MOMENT
    } else if (after) {
      number.value = after.scene.number
      offset.value = Math.min(seconds - left, after.seconds - LAST_MOMENT)
    } else if (loop.value) {
      place(0)
    } else {
      offset.value = current.seconds - LAST_MOMENT
      stop()
    }
  }

  function run(since: number) {
    cancelFrame = onNextFrame(() => {
      const now = steadyNow()
      advance(((now - since) / 1000) * rate.value)
      if (playing.value) run(now)
    }, page.value ?? undefined)
  }

  function take() {
    following.value = false
  }
  function play() {
    take()
    if (playing.value || !shot.value) return
    if (timeline.value.seconds - time.value <= 2 * LAST_MOMENT) place(0)
    playing.value = true
    run(steadyNow())
  }

  function pause() {
    take()
    stop()
  }
  function seekScene(wanted: number) {
    take()
    number.value = wanted
    offset.value = 0
  }

  watch(
    () => (following.value && making() ? newestScene(scenes())?.number : undefined),
    (newest) => {
      if (newest === undefined || newest === number.value) return
      number.value = newest
      offset.value = 0
    },
    { immediate: true },
  )
  // What was followed is over: the film is there from its beginning.
  watch(making, (isMaking) => {
    if (!isMaking && following.value) place(0)
  })
  onScopeDispose(stop)

  return {
    timeline,
    shot,
    next,
    time,
    offset: within,
    playing,
    rate,
    loop,
    following,
    held,
    window: page,
    play,
    pause,
    toggle: () => (playing.value ? pause() : play()),
    seek(to) {
      take()
      place(to)
    },
    seekScene,
    step(by) {
      const target = timeline.value.shots[index.value + by]
      if (target) seekScene(target.scene.number)
    },
    follow() {
      stop()
      following.value = true
    },
  }
}
