import type { Scene } from '@/pipeline/state'
import { speechSeconds } from '@/protocol/speech'

/** One scene's place in the film, in seconds. */
export interface Shot {
  readonly scene: Scene
  readonly start: number
  readonly seconds: number
}

/** The scenes one after the other. */
export interface FilmTimeline {
  readonly shots: readonly Shot[]
  /** The length of the film. */
  readonly seconds: number
}

/** A scene without words and without a known length lasts this long, in seconds. */
const SHORTEST_SHOT = 2

/** How long a scene lasts: as its clip, else as planned, else as its narration takes to say. */
export function shotSeconds({ clip, durationSeconds, narration }: Scene): number {
  const known = clip.status === 'completed' ? clip.value.durationSeconds : null
  return known ?? durationSeconds ?? Math.max(SHORTEST_SHOT, speechSeconds(narration))
}

/** Lay the scenes out one after the other. */
export function layOutFilm(scenes: readonly Scene[]): FilmTimeline {
  let seconds = 0
  const shots = scenes.map((scene): Shot => {
    const start = seconds
    const length = shotSeconds(scene)
    seconds += length
    return { scene, start, seconds: length }
  })
  return { shots, seconds }
}

/** The index of the shot at a time: the last one at the end and after it, the first one before 0; -1 for an empty film. */
export function shotIndexAt({ shots }: FilmTimeline, time: number): number {
  let [low, high] = [0, shots.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((shots[middle]?.start ?? Infinity) <= time) low = middle
    else high = middle - 1
  }
  return high
}

/** The scene that was made last: the one with the most parts, and of equal ones the last. */
export function newestScene(scenes: readonly Scene[]): Scene | null {
  const parts = ({ complete, image, camera, clip }: Scene) =>
    (complete ? 1 : 0) + [image, camera, clip].filter(({ status }) => status === 'completed').length
  return scenes.reduce<Scene | null>(
    (newest, scene) => (newest === null || parts(scene) >= parts(newest) ? scene : newest),
    null,
  )
}
