import { css, mix, type Rgb } from './color'
import type { FigureTraits } from '../../words/living'
import {
  BOY,
  BRIMMED_HAT,
  CLOAK,
  COAT,
  CROWN,
  DRESS,
  GOWN,
  HELMET,
  HULL,
  LONG_HAIR,
  PROFILE,
  ROBE,
  ROBOT,
  SAIL,
  STRAW_HAT,
  type Outline,
} from './outlines'
import { glow, type Painting, shape, type Stand } from './painting'

function disc(p: Painting, x: number, y: number, radius: number): void {
  p.ctx.beginPath()
  p.ctx.arc(x, y, radius, 0, Math.PI * 2)
  p.ctx.fill()
}

/** The height of each kind of person, in adults. */
export function heightOf({ age, sex }: FigureTraits): number {
  if (age === 'child') return 0.7
  return (age === 'old' ? 0.92 : 1) * (sex === 'female' ? 0.95 : 1)
}

function hair(p: Painting, base: Stand, { age, sex }: FigureTraits): void {
  const side = base.mirror ? -1 : 1
  const { x, y, size } = base
  if (sex === 'female' && age !== 'old') {
    // Long hair, down the back.
    disc(p, x - side * size * 0.1, y - size * 0.6, size * 0.52)
    shape(p, base, LONG_HAIR)
    if (age === 'child') disc(p, x - side * size * 0.62, y - size * 0.72, size * 0.2)
    return
  }
  disc(p, x - side * size * 0.1, y - size * 0.62, size * 0.48)
  // A knot of hair.
  if (p.view.eastern || sex === 'female')
    disc(p, x - side * size * (age === 'old' ? 0.55 : 0.2), y - size * 1.12, size * 0.22)
}

/** A head, with what the person wears on it. */
function head(p: Painting, at: Stand, traits: FigureTraits): void {
  const { age, sex, dress } = traits
  const side = at.mirror ? -1 : 1
  const child = age === 'child'
  const size = at.size * (child ? 0.22 : 0.155)
  const base = { ...at, x: at.x + side * at.size * 0.012, y: at.y - at.size * (child ? 0.74 : 0.82), size }
  shape(p, base, PROFILE)
  if (dress === 'monk') return disc(p, base.x - side * size * 0.06, base.y - size * 0.56, size * 0.46)
  if (dress === 'soldier') return shape(p, base, HELMET)
  const hat = p.view.things.has('boat') || p.view.weather === 'rain'
  const bare = child || sex === 'female' || dress === 'royal'
  if (!bare && p.view.eastern && hat) return shape(p, base, STRAW_HAT)
  if (!bare && !p.view.eastern) return shape(p, base, BRIMMED_HAT)
  hair(p, base, traits)
  if (dress === 'royal') shape(p, base, CROWN)
}

function clothesOf(p: Painting, { age, sex, dress }: FigureTraits): Outline {
  if (age === 'child') return sex === 'male' ? BOY : DRESS
  if (sex === 'female') return p.view.eastern && dress !== 'royal' ? ROBE : GOWN
  if (dress === 'royal') return CLOAK
  return p.view.eastern || dress === 'monk' ? ROBE : COAT
}

/** How far the upper body of an old person leans forward. */
const STOOP = 0.2

function body(p: Painting, at: Stand, traits: FigureTraits): void {
  const { ctx } = p
  const side = at.mirror ? -1 : 1
  if (traits.dress === 'robot') return shape(p, at, ROBOT)
  ctx.save()
  if (traits.age === 'old') {
    // Sheared about the feet: y grows downwards on the canvas.
    ctx.transform(1, 0, -side * STOOP, 1, side * STOOP * at.y, 0)
  }
  shape(p, at, clothesOf(p, traits))
  head(p, at, traits)
  ctx.restore()
  const staff = traits.age === 'old' ? 0.5 : traits.dress === 'soldier' ? 1.15 : 0
  if (staff > 0) {
    const width = Math.max(1, at.size * 0.018)
    const x = at.x + side * at.size * (traits.age === 'old' ? 0.34 : 0.22)
    ctx.fillRect(x - width / 2, at.y - at.size * staff, width, at.size * staff)
  }
}

/** A person as a silhouette with a rim of light on the side of the sun. `at.size`: of an adult. */
export function paintPerson(p: Painting, at: Stand, color: Rgb, traits: FigureTraits): void {
  const own = { ...at, size: at.size * heightOf(traits) }
  const rim = Math.max(1, own.size * 0.011) * (p.sun.x > own.x ? 1 : -1)
  p.ctx.fillStyle = css(mix(p.palette.light, p.palette.horizon, 0.4), 0.85)
  body(p, { ...own, x: own.x + rim, y: own.y - Math.abs(rim) * 0.5 }, traits)
  p.ctx.fillStyle = css(color)
  body(p, own, traits)
}

/** A lamp, or a flame. */
export function paintLamp(p: Painting, x: number, y: number, size: number): void {
  glow(p, x, y, size * 9, p.palette.warm, 0.7)
  glow(p, x, y, size * 2.6, [255, 232, 180], 0.95)
  p.ctx.fillStyle = css([255, 240, 205])
  p.ctx.beginPath()
  p.ctx.ellipse(x, y, size * 0.42, size * 0.62, 0, 0, Math.PI * 2)
  p.ctx.fill()
}

/** Birds far away in a loose line; a few of them fly nearer. */
export function paintBirds(p: Painting, count: number): void {
  const random = p.random.branch('birds')
  const near = count <= 3 ? 2.4 : 1
  const middle = (count - 1) / 2
  const center = { x: p.width * random.between(0.25, 0.75), y: p.horizon * random.between(0.25, 0.6) }
  p.ctx.strokeStyle = css(p.palette.near, 0.85)
  p.ctx.lineCap = 'round'
  for (let i = 0; i < count; i++) {
    const x = center.x + (i - middle) * p.unit * near * random.between(2, 3.4)
    const y = center.y + (Math.abs(i - middle) * 0.9 + random.between(-1.5, 1.5)) * p.unit
    const wing = p.unit * near * random.between(1, 2)
    const lift = wing * random.between(0.3, 0.8)
    p.ctx.lineWidth = wing * 0.2
    p.ctx.beginPath()
    p.ctx.moveTo(x - wing, y - lift)
    p.ctx.quadraticCurveTo(x - wing * 0.35, y - lift * 0.9, x, y)
    p.ctx.quadraticCurveTo(x + wing * 0.35, y - lift * 0.9, x + wing, y - lift)
    p.ctx.stroke()
  }
}

/** A boat on the water: under sail on the sea, else with whoever rows it, or with nobody. */
export function paintBoat(
  p: Painting,
  x: number,
  y: number,
  size: number,
  color: Rgb,
  rower: FigureTraits | null,
): void {
  const mirror = p.random.branch('boat').chance(0.5)
  p.ctx.fillStyle = css(color, 0.28)
  p.ctx.beginPath()
  p.ctx.ellipse(x, y + size * 0.09, size * 0.6, size * 0.07, 0, 0, Math.PI * 2)
  p.ctx.fill()
  p.ctx.fillStyle = css(color)
  shape(p, { x, y, size, mirror }, HULL)
  const side = mirror ? -1 : 1
  if (p.view.place === 'sea') {
    shape(p, { x, y, size, mirror }, SAIL)
    return
  }
  p.ctx.beginPath()
  p.ctx.ellipse(x + side * size * 0.12, y - size * 0.09, size * 0.22, size * 0.17, 0, Math.PI, Math.PI * 2)
  p.ctx.fill()
  if (rower === null) return
  const at = { x: x - side * size * 0.3, y: y - size * 0.06, size: size * 0.52, mirror }
  paintPerson(p, at, color, rower)
  p.ctx.strokeStyle = css(color)
  p.ctx.lineWidth = Math.max(1, size * 0.014)
  p.ctx.beginPath()
  p.ctx.moveTo(at.x - side * size * 0.22, y + size * 0.14)
  p.ctx.lineTo(at.x + side * size * 0.2, y - size * 0.66)
  p.ctx.stroke()
}
