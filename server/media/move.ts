/*
 * Camera moves as geometry: where the camera's window on the picture is at the beginning and at the end. The clip
 * carries out exactly this, and a preview can do the same from the same numbers.
 */

/** A window on a picture: its centre in fractions of the picture, and how much it magnifies (1: all of it). */
export interface Crop {
  readonly x: number
  readonly y: number
  readonly scale: number
}

/** A window that moves. */
export interface Move {
  readonly from: Crop
  readonly to: Crop
}

/** A window in fractions of the picture, from its upper left corner. */
export interface Window {
  readonly left: number
  readonly top: number
  readonly size: number
}

const WHOLE: Crop = { x: 0.5, y: 0.5, scale: 1.02 }
const NEAR: Crop = { x: 0.5, y: 0.55, scale: 1.3 }
const NEARER: Crop = { x: 0.5, y: 0.56, scale: 1.4 }
/** The nearest a window may come: beyond it the picture's own grain would show. */
const MOST_SCALE = 4

const MOVES: Readonly<Record<string, Move>> = {
  push_in: { from: WHOLE, to: NEARER },
  zoom_in: { from: WHOLE, to: NEAR },
  pull_out: { from: NEARER, to: WHOLE },
  zoom_out: { from: NEAR, to: WHOLE },
  pan_left: { from: { x: 0.6, y: 0.5, scale: 1.28 }, to: { x: 0.4, y: 0.5, scale: 1.28 } },
  pan_right: { from: { x: 0.4, y: 0.5, scale: 1.28 }, to: { x: 0.6, y: 0.5, scale: 1.28 } },
  tilt_up: { from: { x: 0.5, y: 0.61, scale: 1.3 }, to: { x: 0.5, y: 0.39, scale: 1.3 } },
  tilt_down: { from: { x: 0.5, y: 0.39, scale: 1.3 }, to: { x: 0.5, y: 0.61, scale: 1.3 } },
  truck_left: { from: { x: 0.59, y: 0.52, scale: 1.24 }, to: { x: 0.41, y: 0.5, scale: 1.3 } },
  truck_right: { from: { x: 0.41, y: 0.52, scale: 1.24 }, to: { x: 0.59, y: 0.5, scale: 1.3 } },
  static: { from: WHOLE, to: { x: 0.5, y: 0.5, scale: 1.05 } },
}

/** Other names for the moves, as models write them, the more particular first. */
const ALIASES: readonly (readonly [RegExp, string])[] = [
  [/zoom.*out|拉远|变焦拉/iu, 'zoom_out'],
  [/zoom|变焦/iu, 'zoom_in'],
  [/pull|dolly.*(?:out|back)|(?:crane|boom).*back|拉/iu, 'pull_out'],
  [/push|dolly|推/iu, 'push_in'],
  [/(?:truck|track|slide|follow).*left|左.*(?:移|跟)|(?:移|跟).*左/iu, 'truck_left'],
  [/truck|track|slide|follow|移|跟/iu, 'truck_right'],
  [/pan.*left|左.*摇|摇.*左|left/iu, 'pan_left'],
  [/pan|right|orbit|arc|横摇|右/iu, 'pan_right'],
  [/(?:tilt|crane|boom|pedestal).*down|down|俯|降/iu, 'tilt_down'],
  [/tilt|crane|boom|pedestal|up|仰|升/iu, 'tilt_up'],
]

/** The names of the moves. */
export const MOVE_TYPES: readonly string[] = Object.keys(MOVES)

/** The move that goes by a name, whatever its spelling; a camera that hardly moves for a name that is not known. */
export function moveOf(type: string): Move {
  const name = type
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
  const known = Object.hasOwn(MOVES, name) ? name : ALIASES.find(([pattern]) => pattern.test(name))?.[1]
  return MOVES[known ?? 'static'] ?? { from: WHOLE, to: WHOLE }
}

/** A number brought between two limits; null for what is none. */
function within(value: unknown, least: number, most: number): number | null {
  return typeof value === 'number' && !Number.isNaN(value) ? Math.min(most, Math.max(least, value)) : null
}

function readCrop(value: unknown): Crop | null {
  if (typeof value !== 'object' || value === null) return null
  const wire = value as Record<string, unknown>
  const x = within(wire['x'], 0, 1)
  const y = within(wire['y'], 0, 1)
  const scale = within(wire['scale'], 1, MOST_SCALE)
  return x === null || y === null || scale === null ? null : { x, y, scale }
}

/** The move of a camera draft: its own `from` and `to` where it has both, else what its name means. */
export function readMove(movementType: string, params: Readonly<Record<string, unknown>>): Move {
  const from = readCrop(params['from'])
  const to = readCrop(params['to'])
  return from && to ? { from, to } : moveOf(movementType)
}

/** Slow at both ends, as a hand starts and stops a camera. */
function ease(t: number): number {
  return t * t * (3 - 2 * t)
}

/**
 * Where the window is during a move.
 *
 * @param time 0 at the beginning, 1 at the end
 * @returns a window that lies inside the picture
 */
export function windowAt(move: Move, time: number): Window {
  const t = ease(Math.min(1, Math.max(0, time)))
  // Equal ratios in equal times: a zoom at a steady pace.
  const scale = move.from.scale * (move.to.scale / move.from.scale) ** t
  const size = 1 / scale
  const place = (from: number, to: number) =>
    Math.min(1 - size, Math.max(0, from + (to - from) * t - size / 2))
  return { left: place(move.from.x, move.to.x), top: place(move.from.y, move.to.y), size }
}
