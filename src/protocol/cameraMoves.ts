/*
 * Camera moves as geometry: which part of a picture is seen at the start and at the end. The studio renders clips
 * from it, and the page previews the same move.
 */

/** A view of a picture: its centre in fractions of the picture, and how much it magnifies (1 is the whole picture). */
export interface Crop {
  readonly x: number
  readonly y: number
  readonly scale: number
}

/** The first and last view of a camera move. */
export interface CameraMove {
  readonly from: Crop
  readonly to: Crop
}

/** The visible part of a picture in fractions of it, measured from the top left corner. */
export interface CropWindow {
  readonly left: number
  readonly top: number
  readonly size: number
}

const WHOLE: Crop = { x: 0.5, y: 0.5, scale: 1 }
/** Clips leave a small margin, so that no edge of the picture shows while the camera moves. */
const WIDE: Crop = { x: 0.5, y: 0.5, scale: 1.02 }
const NEAR: Crop = { x: 0.5, y: 0.55, scale: 1.3 }
const NEARER: Crop = { x: 0.5, y: 0.56, scale: 1.4 }
/** Beyond this magnification the grain of the picture shows. */
const MAX_SCALE = 4

const MOVES = {
  push_in: { from: WIDE, to: NEARER },
  zoom_in: { from: WIDE, to: NEAR },
  pull_out: { from: NEARER, to: WIDE },
  zoom_out: { from: NEAR, to: WIDE },
  pan_left: { from: { x: 0.6, y: 0.5, scale: 1.28 }, to: { x: 0.4, y: 0.5, scale: 1.28 } },
  pan_right: { from: { x: 0.4, y: 0.5, scale: 1.28 }, to: { x: 0.6, y: 0.5, scale: 1.28 } },
  tilt_up: { from: { x: 0.5, y: 0.61, scale: 1.3 }, to: { x: 0.5, y: 0.39, scale: 1.3 } },
  tilt_down: { from: { x: 0.5, y: 0.39, scale: 1.3 }, to: { x: 0.5, y: 0.61, scale: 1.3 } },
  truck_left: { from: { x: 0.59, y: 0.52, scale: 1.24 }, to: { x: 0.41, y: 0.5, scale: 1.3 } },
  truck_right: { from: { x: 0.41, y: 0.52, scale: 1.24 }, to: { x: 0.59, y: 0.5, scale: 1.3 } },
  static: { from: WHOLE, to: WHOLE },
} as const satisfies Record<string, CameraMove>

/** The name of a move with known geometry. */
export type CameraMoveName = keyof typeof MOVES

/** The names of all moves with known geometry. */
export const CAMERA_MOVE_NAMES = Object.keys(MOVES) as readonly CameraMoveName[]

/** Other names that models and servers use. The first pattern that matches counts, so the specific ones come first. */
const ALIASES: readonly (readonly [RegExp, CameraMoveName])[] = [
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

function isKnown(name: string): name is CameraMoveName {
  return Object.hasOwn(MOVES, name)
}

/** The move of a name in any spelling; the camera stands still for an unknown name. */
export function cameraMoveOf(name: string): CameraMove {
  const words = name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
  if (isKnown(words)) return MOVES[words]
  const alias = ALIASES.find(([pattern]) => pattern.test(words))
  return MOVES[alias?.[1] ?? 'static']
}

function within(value: unknown, min: number, max: number): number | null {
  return typeof value === 'number' && !Number.isNaN(value) ? Math.min(max, Math.max(min, value)) : null
}

function readCrop(value: unknown): Crop | null {
  if (typeof value !== 'object' || value === null) return null
  const wire = value as Record<string, unknown>
  const x = within(wire['x'], 0, 1)
  const y = within(wire['y'], 0, 1)
  const scale = within(wire['scale'], 1, MAX_SCALE)
  return x === null || y === null || scale === null ? null : { x, y, scale }
}

/** The middle of what a picture is about, in fractions of it from the top left corner. */
export interface Focus {
  readonly x: number
  readonly y: number
}

/** How far from the middle of the view the subject may be, as a share of half the view. */
const SUBJECT_MARGIN = 0.55

/** A move aimed at a point, so that the point is well inside the view from the beginning to the end. */
export function aimMove(move: CameraMove, { x, y }: Focus): CameraMove {
  const aim = (crop: Crop): Crop => {
    const reach = (SUBJECT_MARGIN * 0.5) / crop.scale
    const near = (centre: number, point: number) => Math.min(point + reach, Math.max(point - reach, centre))
    // Rounded, because a move is also read by people.
    const round = (part: number) => Math.round(part * 1000) / 1000
    return { x: round(near(crop.x, x)), y: round(near(crop.y, y)), scale: crop.scale }
  }
  return { from: aim(move.from), to: aim(move.to) }
}

/**
 * The move that a scene's camera makes.
 *
 * @param name the wire's `movement_type`
 * @param params the wire's `movement_params`; its `from` and `to` count where both can be read, else the name does
 */
export function readCameraMove(name: string, params: Readonly<Record<string, unknown>>): CameraMove {
  const from = readCrop(params['from'])
  const to = readCrop(params['to'])
  return from && to ? { from, to } : cameraMoveOf(name)
}

/** The part of a picture that a crop shows. It always lies inside the picture. */
export function windowOf(crop: Crop): CropWindow {
  const size = 1 / Math.min(MAX_SCALE, Math.max(1, crop.scale))
  const start = (centre: number) => Math.min(1 - size, Math.max(0, centre - size / 2))
  return { left: start(crop.x), top: start(crop.y), size }
}

/** Slow at both ends, as an operator starts and stops a camera. */
function ease(t: number): number {
  return t * t * (3 - 2 * t)
}

/**
 * The visible part of a picture during a move.
 *
 * @param time 0 at the start, 1 at the end
 */
export function windowAt({ from, to }: CameraMove, time: number): CropWindow {
  const t = ease(Math.min(1, Math.max(0, time)))
  const between = (start: number, end: number) => start + (end - start) * t
  return windowOf({
    x: between(from.x, to.x),
    y: between(from.y, to.y),
    // Equal ratios in equal times look like a steady zoom.
    scale: from.scale * (to.scale / from.scale) ** t,
  })
}
