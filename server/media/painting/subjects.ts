import type { Focus } from '../../../src/protocol/cameraMoves'
import type { Shot } from '../../words/shots'
import { mix, type Rgb } from './color'
import { paintBeast, paintBirds, paintBoat, paintLamp, paintPerson } from './figures'
import type { Painting } from './painting'

/** The height of an adult in each shot, as a share of the picture's height. */
const FIGURE_HEIGHT: Readonly<Record<Shot, number>> = {
  extreme_wide: 0.08,
  wide: 0.14,
  medium: 0.36,
  close: 0.74,
}
/** Figures in a room are never far away. */
const LEAST_HEIGHT_INDOORS = 0.3

/** The place, size and colour of the figures in a picture. */
interface FigurePlace {
  readonly x: number
  readonly foot: number
  readonly size: number
  readonly mirror: boolean
  readonly color: Rgb
}

function placeFigures(p: Painting, ground: number): FigurePlace {
  const random = p.random.branch('subjects')
  const { shot, place } = p.view
  const share = Math.max(FIGURE_HEIGHT[shot], place === 'room' ? LEAST_HEIGHT_INDOORS : 0)
  const size = p.height * share * (p.width > p.height ? 1.25 : 1)
  // The closer the shot, the further the feet are below the frame.
  const foot = shot === 'close' ? p.height + size * 0.3 : shot === 'medium' ? p.height * 0.97 : ground
  // People face the light and leave room for it.
  const lightOnRight = p.sun.x > p.width / 2
  const x = p.width * (lightOnRight ? random.between(0.3, 0.4) : random.between(0.6, 0.7))
  return { x, foot, size, mirror: !lightOnRight, color: mix(p.palette.near, [6, 6, 10], 0.35) }
}

function paintCrowd(p: Painting, { x, foot, size, color }: FigurePlace): void {
  const random = p.random.branch('crowd')
  const full = { extreme_wide: 5, wide: 4, medium: 3, close: 2 }[p.view.shot]
  const count = p.view.things.has('person') ? full - 1 : full
  for (let i = 0; i < count; i++) {
    const at = {
      x: p.width - x + (i - (count - 1) / 2) * size * random.between(0.34, 0.46),
      y: foot - random.next() * size * 0.05,
      size: size * random.between(0.82, 0.96),
      mirror: random.chance(0.5),
    }
    paintPerson(p, at, color, false)
  }
}

/** A lamp or fire, held in a hand where there is a person, else on the ground in front. */
function paintCarriedLight(p: Painting, { x, foot, size, mirror }: FigurePlace, alone: boolean): void {
  const side = mirror ? -1 : 1
  const carried = alone || p.view.things.has('child')
  if (carried) {
    const reach = size * (alone ? 0.21 : 0.16)
    paintLamp(p, x + side * reach, foot - size * (alone ? 0.44 : 0.34), Math.max(p.unit * 0.8, size * 0.035))
  } else if (p.view.place !== 'room') paintLamp(p, p.width / 2, p.height * 0.84, p.unit * 3)
}

function focusAt(p: Painting, x: number, y: number): Focus {
  const within = (part: number) => Math.min(1, Math.max(0, part))
  return { x: within(x / p.width), y: within(y / p.height) }
}

/**
 * Paint the people, animals and things that the picture is about.
 *
 * @param ground the position of their feet in a wide shot, from the top
 * @returns where they are; null where there are none, so that the picture as a whole is the subject
 */
export function paintSubjects(p: Painting, ground: number): Focus | null {
  const { things, place } = p.view
  const figures = placeFigures(p, ground)
  const { x, foot, size, mirror, color } = figures
  const afloat = things.has('boat') && place !== 'room' && place !== 'city' && place !== 'desert'
  if (things.has('bird') && place !== 'room') paintBirds(p)
  if (afloat) {
    const across = p.width * p.random.branch('boat').between(0.44, 0.56)
    paintBoat(p, across, p.height * 0.86, Math.min(p.width * 0.6, Math.max(size, p.unit * 22)), color)
  }
  // Beside a boat, an animal would stand in the water.
  else if (things.has('beast')) {
    const tall = Math.min(size * 0.72, p.unit * 26)
    paintBeast(p, { x: p.width - x, y: Math.min(foot, p.height * 0.95), size: tall, mirror: !mirror }, color)
  }
  if (things.has('people')) paintCrowd(p, figures)
  const alone = things.has('person') && !afloat
  if (alone) paintPerson(p, { x, y: foot, size, mirror }, color, false)
  if (things.has('child')) {
    const beside = alone ? (mirror ? -1 : 1) * size * 0.36 : 0
    paintPerson(p, { x: x + beside, y: foot, size: size * 0.72, mirror }, color, true)
  }
  if (things.has('lamp') || things.has('fire')) paintCarriedLight(p, figures, alone)
  // The upper half of a figure, where its face is, but never what is cut off by the frame.
  const height = Math.min(foot, p.height) - size * 0.6
  if (afloat) return focusAt(p, p.width / 2, p.height * 0.8)
  if (alone || things.has('child')) return focusAt(p, x, height)
  if (things.has('people')) return focusAt(p, p.width - x, height)
  return things.has('beast') ? focusAt(p, p.width - x, Math.min(foot, p.height * 0.95) - size * 0.3) : null
}
