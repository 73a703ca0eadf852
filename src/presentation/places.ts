import type { Scene } from '@/pipeline/state'
import { isStage, type Stage } from '@/protocol/stages'
import type { StageStatus } from '@/pipeline/state'

/** A place on the pages of a project that has an address. */
export interface Place {
  /** Null for a place in the film. */
  readonly stage: Stage | null
  /** The scene's number; null for the stage as a whole, or for a line. */
  readonly scene: number | null
  /** A line of the stage's text, from 1; null for none. */
  readonly line: number | null
}

const PLACE = /^#(?:([a-z_]+)(?:\/|$))?(?:(scene|line)-([1-9]\d{0,5}))?$/

/**
 * The place that the end of an address names: `#scene-3`, `#line-12`, and on the dashboard also `#image_generation` and
 * `#image_generation/scene-3`.
 *
 * @param page the stage that has the page to itself; null on the dashboard
 * @returns null if it names none
 */
export function placeOf(hash: string, page: Stage | null): Place | null {
  const found = PLACE.exec(hash)
  if (!found) return null
  const [, name, kind, digits] = found
  if (name !== undefined && !isStage(name)) return null
  const number = digits === undefined ? null : Number(digits)
  const stage = name ?? page
  if (number === null && name === undefined) return null
  return { stage, scene: kind === 'scene' ? number : null, line: kind === 'line' ? number : null }
}

/** The end of the address of a place. `named`: with its stage, as the dashboard needs it. */
export function hashOf({ stage, scene, line }: Place, named: boolean): string {
  const within = scene !== null ? `scene-${scene}` : line !== null ? `line-${line}` : null
  return `#${[named ? stage : null, within].filter((part) => part !== null).join('/')}`
}

/** The item of a scene that each stage makes. */
const ITEM = {
  image_generation: 'image',
  camera_movement: 'camera',
  video_generation: 'clip',
} as const satisfies Partial<Record<Stage, keyof Scene>>

/** All that has failed, in the order of the page: each stage that failed, then the scenes for which it could not make an item. */
export function failedPlaces(
  stages: readonly { readonly stage: Stage; readonly status: StageStatus }[],
  scenes: readonly Pick<Scene, 'number' | 'image' | 'camera' | 'clip'>[],
): readonly Place[] {
  return stages.flatMap(({ stage, status }): readonly Place[] => {
    const item = stage in ITEM ? ITEM[stage as keyof typeof ITEM] : null
    const failed = item === null ? [] : scenes.filter((scene) => scene[item].status === 'failed')
    return [
      ...(status === 'failed' ? [{ stage, scene: null, line: null }] : []),
      ...failed.map(({ number }) => ({ stage, scene: number, line: null })),
    ]
  })
}
