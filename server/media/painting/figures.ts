import { css, mix, type Rgb } from './color'
import { BEAST, BRIMMED_HAT, COAT, DRESS, HULL, PROFILE, ROBE, SAIL, STRAW_HAT, TAIL } from './outlines'
import { glow, type Painting, shape } from './painting'

/** Where a figure stands, and its size; `mirror` turns it around. */
interface Stand {
  readonly x: number
  readonly y: number
  readonly size: number
  readonly mirror: boolean
}

function disc(p: Painting, x: number, y: number, radius: number): void {
  p.ctx.beginPath()
  p.ctx.arc(x, y, radius, 0, Math.PI * 2)
  p.ctx.fill()
}

/** A head: with a straw hat, a knot of hair or a brimmed hat; larger, with hair, for a child. */
function head(p: Painting, at: Stand, child: boolean): void {
  const side = at.mirror ? -1 : 1
  const size = at.size * (child ? 0.22 : 0.155)
  const base = { ...at, x: at.x + side * at.size * 0.012, y: at.y - at.size * (child ? 0.74 : 0.82), size }
  shape(p, base, PROFILE)
  if (child) {
    disc(p, base.x - side * size * 0.2, base.y - size * 0.56, size * 0.52)
    return disc(p, base.x - side * size * 0.62, base.y - size * 0.2, size * 0.2)
  }
  const hat = p.view.things.has('boat') || p.view.weather === 'rain'
  if (p.view.eastern && hat) return shape(p, base, STRAW_HAT)
  if (!p.view.eastern) return shape(p, base, BRIMMED_HAT)
  disc(p, base.x - side * size * 0.1, base.y - size * 0.62, size * 0.48)
  disc(p, base.x - side * size * 0.2, base.y - size * 1.2, size * 0.2)
}

function body(p: Painting, at: Stand, child: boolean): void {
  shape(p, at, child ? DRESS : p.view.eastern ? ROBE : COAT)
  head(p, at, child)
}

/** A person as a silhouette with a rim of light on the side of the sun. */
export function paintPerson(p: Painting, at: Stand, color: Rgb, child: boolean): void {
  const rim = Math.max(1, at.size * 0.011) * (p.sun.x > at.x ? 1 : -1)
  p.ctx.fillStyle = css(mix(p.palette.light, p.palette.horizon, 0.4), 0.85)
  body(p, { ...at, x: at.x + rim, y: at.y - Math.abs(rim) * 0.5 }, child)
  p.ctx.fillStyle = css(color)
  body(p, at, child)
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

/** A four-footed animal, its head raised. */
export function paintBeast(p: Painting, at: Stand, color: Rgb): void {
  const rim = Math.max(1, at.size * 0.012)
  p.ctx.fillStyle = css(p.palette.light, 0.7)
  shape(p, { ...at, y: at.y - rim }, BEAST)
  p.ctx.fillStyle = css(color)
  shape(p, at, BEAST)
  shape(p, at, TAIL)
}

/** Birds far away in a loose line. */
export function paintBirds(p: Painting): void {
  const random = p.random.branch('birds')
  const center = { x: p.width * random.between(0.25, 0.75), y: p.horizon * random.between(0.25, 0.6) }
  p.ctx.strokeStyle = css(p.palette.near, 0.85)
  p.ctx.lineCap = 'round'
  for (let i = 0; i < 11; i++) {
    const x = center.x + (i - 5) * p.unit * random.between(2, 3.4)
    const y = center.y + Math.abs(i - 5) * p.unit * 0.9 + random.between(-1.5, 1.5) * p.unit
    const wing = p.unit * random.between(1, 2)
    const lift = wing * random.between(0.3, 0.8)
    p.ctx.lineWidth = wing * 0.2
    p.ctx.beginPath()
    p.ctx.moveTo(x - wing, y - lift)
    p.ctx.quadraticCurveTo(x - wing * 0.35, y - lift * 0.9, x, y)
    p.ctx.quadraticCurveTo(x + wing * 0.35, y - lift * 0.9, x + wing, y - lift)
    p.ctx.stroke()
  }
}

/** A boat on the water, with its mirror image. */
export function paintBoat(p: Painting, x: number, y: number, size: number, color: Rgb): void {
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
  const at = { x: x - side * size * 0.3, y: y - size * 0.06, size: size * 0.52, mirror }
  paintPerson(p, at, color, false)
  p.ctx.strokeStyle = css(color)
  p.ctx.lineWidth = Math.max(1, size * 0.014)
  p.ctx.beginPath()
  p.ctx.moveTo(at.x - side * size * 0.22, y + size * 0.14)
  p.ctx.lineTo(at.x + side * size * 0.2, y - size * 0.66)
  p.ctx.stroke()
}
