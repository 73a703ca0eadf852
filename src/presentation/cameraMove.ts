import type { SceneCamera } from '@/pipeline/state'

/** What of a picture is seen: its centre from 0 to 1 across and down, and how many times it is enlarged. */
export interface Crop {
  readonly x: number
  readonly y: number
  readonly scale: number
}

const WHOLE: Crop = { x: 0.5, y: 0.5, scale: 1 }
const NEAR: Crop = { x: 0.5, y: 0.5, scale: 1.3 }
const LEFT: Crop = { x: 0, y: 0.5, scale: 1.25 }
const RIGHT: Crop = { x: 1, y: 0.5, scale: 1.25 }
const TOP: Crop = { x: 0.5, y: 0, scale: 1.25 }
const BOTTOM: Crop = { x: 0.5, y: 1, scale: 1.25 }

/** The moves that are known by name only, read by the words in the name. */
const NAMED: readonly (readonly [RegExp, Crop, Crop])[] = [
  [/(zoom|push|dolly|move)_?(in|forward)/, WHOLE, NEAR],
  [/(zoom|pull|dolly|move)_?(out|back)/, NEAR, WHOLE],
  [/left/, RIGHT, LEFT],
  [/right/, LEFT, RIGHT],
  [/up/, BOTTOM, TOP],
  [/down/, TOP, BOTTOM],
]

function finite(value: unknown, fallback: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback
}

function readCrop(value: unknown): Crop | null {
  if (typeof value !== 'object' || value === null) return null
  const { x, y, scale } = value as { x?: unknown; y?: unknown; scale?: unknown }
  return { x: finite(x, 0.5), y: finite(y, 0.5), scale: finite(scale, 1) }
}

/**
 * The first and last crop of a camera move: as its parameters say (`from` and `to`), else as its name suggests; the
 * whole picture throughout for a camera that stands still or a name that says nothing.
 */
export function cropsOf(camera: SceneCamera): { readonly from: Crop; readonly to: Crop } {
  const from = readCrop(camera.params['from'])
  const to = readCrop(camera.params['to'])
  if (from && to) return { from, to }
  const named = NAMED.find(([pattern]) => pattern.test(camera.type.toLowerCase()))
  return named ? { from: named[1], to: named[2] } : { from: WHOLE, to: WHOLE }
}

/** The CSS transform, with its origin at the top left, that shows `crop` of a picture and nothing beside it. */
export function cropTransform(crop: Crop): string {
  const scale = Math.min(4, Math.max(1, crop.scale))
  const shift = (centre: number) => {
    const inside = Math.min(1 - 0.5 / scale, Math.max(0.5 / scale, centre))
    return `${((0.5 - inside * scale) * 100).toFixed(2)}%`
  }
  return `translate(${shift(crop.x)}, ${shift(crop.y)}) scale(${scale})`
}
