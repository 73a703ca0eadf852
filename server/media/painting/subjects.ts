import type { Focus } from '../../../src/protocol/cameraMoves'
import type { Shot } from '../../words/shots'
import { mix, type Rgb } from './color'
import { type FigureTraits, TRAITS } from '../../words/living'
import { paintAnimal } from './animals'
import { heightOf, paintBirds, paintBoat, paintLamp, paintPerson } from './figures'
import {
  paintBed,
  paintBicycle,
  paintKite,
  paintLetter,
  paintLighthouse,
  paintRainbow,
  paintUmbrella,
  paintWell,
} from './objects'
import type { Painting, Stand } from './painting'

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

/** The distance between people who stand together, in adults. */
function gapOf(figures: number): number {
  return figures > 3 ? 0.36 : 0.46
}
/** The room of one person to both sides, in adults. */
const ELBOW_ROOM = 0.3

function placeFigures(p: Painting, ground: number): FigurePlace {
  const random = p.random.branch('subjects')
  const { shot, place } = p.view
  const share = Math.max(FIGURE_HEIGHT[shot], place === 'room' ? LEAST_HEIGHT_INDOORS : 0)
  const group = Math.max(1, p.view.figures.length)
  const widest = p.width / (gapOf(group) * (group - 1) + 2 * ELBOW_ROOM)
  const size = Math.min(widest, p.height * share * (p.width > p.height ? 1.25 : 1))
  // The closer the shot, the further the feet are below the frame.
  const foot = shot === 'close' ? p.height + size * 0.3 : shot === 'medium' ? p.height * 0.97 : ground
  // People face the light and leave room for it.
  const lightOnRight = p.sun.x > p.width / 2
  const x = p.width * (lightOnRight ? random.between(0.3, 0.4) : random.between(0.6, 0.7))
  return { x, foot, size, mirror: !lightOnRight, color: mix(p.palette.near, [6, 6, 10], 0.35) }
}

/** Who may be in a crowd. */
const CROWD: readonly [FigureTraits, ...FigureTraits[]] = [
  TRAITS.person,
  TRAITS.woman,
  TRAITS.man,
  TRAITS.old_man,
  TRAITS.girl,
  TRAITS.boy,
]

function paintCrowd(p: Painting, { x, foot, size, color }: FigurePlace): void {
  const random = p.random.branch('crowd')
  const full = { extreme_wide: 7, wide: 6, medium: 4, close: 3 }[p.view.shot]
  const count = Math.max(2, full - p.view.figures.length)
  for (let i = 0; i < count; i++) {
    const at = {
      x: p.width - x + (i - (count - 1) / 2) * size * random.between(0.34, 0.46),
      y: foot - random.next() * size * 0.05,
      size: size * random.between(0.82, 0.96),
      mirror: random.chance(0.5),
    }
    paintPerson(p, at, color, random.pick(CROWD))
  }
}

/** The people of the picture side by side, who turn to one another. Returns the place of the first. */
function paintFigures(
  p: Painting,
  { x, foot, size, mirror, color }: FigurePlace,
): { x: number; size: number } {
  const { figures } = p.view
  const gap = size * gapOf(figures.length)
  const width = gap * (figures.length - 1)
  // A group stands nearer to the middle than one person does, and within the picture.
  const nearest = width / 2 + size * ELBOW_ROOM
  const middle =
    figures.length > 1 ? Math.min(p.width - nearest, Math.max(nearest, (x + p.width / 2) / 2)) : x
  figures.forEach((traits, index) => {
    const at = middle + index * gap - width / 2
    const turned = figures.length > 1 ? index >= figures.length / 2 : mirror
    paintPerson(p, { x: at, y: foot + (index % 2) * size * 0.02, size, mirror: turned }, color, traits)
  })
  return { x: middle - width / 2, size: size * heightOf(figures[0] ?? TRAITS.person) }
}

/** The distance between animals, in their height. */
const HERD_GAP = 0.85

/** The animals beside one another, as many of each as the words say, all within the picture. */
function paintAnimals(p: Painting, { x, foot, size, mirror, color }: FigurePlace): void {
  const random = p.random.branch('animals')
  const herd = p.view.animals.flatMap(({ kind, count }) => Array.from({ length: count }, () => kind))
  const tall = Math.min(size * 0.8, p.unit * 30, p.width / (HERD_GAP * herd.length + 0.5))
  const span = HERD_GAP * tall * (herd.length - 1)
  const [first, last] = [tall * 0.6, p.width - tall * 0.6]
  const start = mirror ? Math.max(first + span, p.width - x) : Math.min(last - span, p.width - x)
  herd.forEach((kind, index) => {
    const at = start + (mirror ? -1 : 1) * tall * (HERD_GAP * index + random.between(-0.08, 0.08))
    const y = Math.min(foot, p.height * 0.95) - random.next() * tall * 0.06
    paintAnimal(p, kind, { x: at, y, size: tall * random.between(0.9, 1.05), mirror: !mirror }, color)
  })
}

/** The things that stand on the ground, on the side that people leave free. */
function paintThings(p: Painting, { x, foot, size, mirror }: FigurePlace): void {
  const { things, place } = p.view
  const free = p.width - x
  const spot = { x: free + (mirror ? -1 : 1) * size * 0.1, y: Math.min(foot, p.height * 0.96), size }
  const outdoors = place !== 'room'
  if (things.has('well') && outdoors) paintWell(p, spot)
  if (things.has('bicycle') && outdoors) paintBicycle(p, { ...spot, size: size * 0.9 })
  if (things.has('bed') && !outdoors) paintBed(p, { ...spot, y: Math.min(foot, p.height * 0.93) })
}

/** What somebody holds: a letter, an umbrella, the string of a kite. */
function paintHeld(p: Painting, at: Stand): void {
  const { things, place } = p.view
  const side = at.mirror ? -1 : 1
  const hand = { x: at.x + side * at.size * 0.2, y: at.y - at.size * 0.5 }
  if (things.has('letter'))
    paintLetter(p, hand.x + side * at.size * 0.06, hand.y, Math.max(p.unit * 3, at.size * 0.2))
  if (things.has('umbrella')) paintUmbrella(p, at.x + side * at.size * 0.05, at.y - at.size * 0.92, at.size)
  if (things.has('kite') && place !== 'room') paintKite(p, hand)
}

/** A lamp or fire, held in a hand where there is a person, else on the ground in front. */
function paintCarriedLight(p: Painting, { x, foot, size, mirror }: FigurePlace, alone: boolean): void {
  const side = mirror ? -1 : 1
  if (alone) {
    paintLamp(p, x + side * size * 0.21, foot - size * 0.44, Math.max(p.unit * 0.8, size * 0.035))
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
  if (things.has('rainbow') && place !== 'room') paintRainbow(p)
  if (things.has('lighthouse') && place !== 'room') {
    const side =
      p.view.figures.length > 0 ? p.width - x : p.width * p.random.branch('tower').between(0.3, 0.7)
    paintLighthouse(p, side, p.horizon + p.unit * 4, p.unit * 40)
  }
  if (things.has('bird') && place !== 'room') paintBirds(p, p.view.birds)
  paintThings(p, figures)
  if (afloat) {
    const across = p.width * p.random.branch('boat').between(0.44, 0.56)
    const boat = Math.min(p.width * 0.6, Math.max(size, p.unit * 22))
    paintBoat(p, across, p.height * 0.86, boat, color, p.view.figures[0] ?? null)
  }
  // Beside a boat, an animal would stand in the water.
  else paintAnimals(p, figures)
  if (things.has('people')) paintCrowd(p, figures)
  const alone = p.view.figures.length > 0 && !afloat
  const first = alone ? paintFigures(p, figures) : { x, size }
  paintHeld(p, { x: first.x, y: foot, size: first.size, mirror })
  if (things.has('lamp') || things.has('fire')) paintCarriedLight(p, { ...figures, ...first }, alone)
  // The upper half of a figure, where its face is, but never what is cut off by the frame.
  const height = Math.min(foot, p.height) - first.size * 0.6
  if (afloat) return focusAt(p, p.width / 2, p.height * 0.8)
  if (alone) return focusAt(p, first.x, height)
  if (things.has('people')) return focusAt(p, p.width - x, height)
  if (p.view.animals.length > 0) return focusAt(p, p.width - x, Math.min(foot, p.height * 0.95) - size * 0.3)
  return things.has('well') || things.has('bicycle') || things.has('bed')
    ? focusAt(p, p.width - x, height)
    : null
}
