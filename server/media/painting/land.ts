import { createCurve, type Curve } from '../random'
import { css, mix, type Rgb } from './color'
import { depthColor, fade, type Painting } from './painting'
import { paintMist } from './sky'

/** The upper edge of a piece of land: the distance from the top of the picture at each x. */
export type Edge = (x: number) => number

/** Fill the land below an edge; it fades into mist towards `foot`. */
function fillBelow(p: Painting, edge: Edge, color: Rgb, foot: number, haze: number): void {
  const step = Math.max(2, p.unit * 0.35)
  let top = p.height
  p.ctx.beginPath()
  p.ctx.moveTo(-step, p.height)
  for (let x = -step; x <= p.width + step; x += step) {
    const y = edge(x)
    top = Math.min(top, y)
    p.ctx.lineTo(x, y)
  }
  p.ctx.lineTo(p.width + step, p.height)
  p.ctx.closePath()
  p.ctx.fillStyle = fade(
    p,
    top,
    Math.max(foot, top + 1),
    css(color),
    css(mix(color, p.palette.horizon, haze)),
  )
  p.ctx.fill()
}

/** Steep peaks as in ink paintings, or broad ranges with long slopes. */
function peaks(p: Painting, name: string, base: number, height: number): Edge {
  const random = p.random.branch(name)
  const rough = createCurve(random, 6)
  const broad = createCurve(random, 2)
  const wide = p.unit * (p.view.eastern ? 40 : 62)
  const sharp = p.view.eastern ? 2.2 : 1.3
  return (x) => {
    const ridge = 1 - Math.abs(2.4 * (rough(x / wide + 3) - 0.5))
    return base - height * (0.2 + 0.95 * broad(x / (wide * 1.3))) * Math.max(0, ridge) ** sharp
  }
}

/** Gentle land: hills, fields, dunes. */
function swells(p: Painting, name: string, base: number, height: number, octaves: number): Edge {
  const curve: Curve = createCurve(p.random.branch(name), octaves)
  return (x) => base - height * curve(x / (p.unit * 46))
}

/** The edge of a forest: crowns or fir tops of uneven width on gentle land. */
function treetops(p: Painting, name: string, base: number, height: number): Edge {
  const ground = swells(p, name, base, height * 0.6, 3)
  const uneven = createCurve(p.random.branch(`${name} crowns`), 4)
  const firs = p.view.things.has('pine') || (!p.view.eastern && p.view.season !== 'autumn')
  const tree = p.unit * (firs ? 3.6 : 7)
  return (x) => {
    const cell = (x + p.unit * 22 * uneven(x / (p.unit * 14))) / tree
    const inside = Math.abs(2 * (cell - Math.floor(cell)) - 1)
    const tall = 0.35 + 1.1 * uneven(Math.floor(cell) * 1.7)
    const outline = firs ? 1 - inside : Math.sqrt(1 - inside ** 2) * 0.55
    return ground(x) - outline * tall * height * 0.5 - uneven(x / p.unit) * height * 0.1
  }
}

/** Called after each layer of land, to paint what stands on it before the next layer covers its foot. */
export type OnLayer = (edge: Edge, depth: number) => void

/** Far land to near land in layers, with mist between them. Returns the edge of the nearest. */
function layers(
  p: Painting,
  count: number,
  from: number,
  to: number,
  edgeAt: (index: number, base: number, depth: number) => Edge,
  onLayer?: OnLayer,
): Edge {
  let edge: Edge = () => p.horizon
  for (let index = 0; index < count; index++) {
    const depth = count === 1 ? to : from + ((to - from) * index) / (count - 1)
    const base = p.horizon + (p.height - p.horizon) * (0.02 + depth * 0.62)
    edge = edgeAt(index, base, depth)
    const foggy = p.view.weather === 'fog' ? 1.5 : 1
    fillBelow(p, edge, depthColor(p, depth), base + p.unit * 10, Math.min(0.9, 0.7 * (1 - depth) * foggy))
    onLayer?.(edge, depth)
    if (index < count - 1) paintMist(p, base, p.unit * 9 * foggy, 0.42 * (1 - depth) * foggy)
  }
  return edge
}

/** Mountains all the way to the sky. */
export function paintMountains(p: Painting, count: number, height: number): Edge {
  const tall = Math.max(p.unit, p.height / 125) * height
  return layers(p, count, 0, 0.62, (index, base, depth) =>
    peaks(p, `peaks ${index}`, base + p.unit * 4, tall * (1 - 0.5 * depth)),
  )
}

/** Rolling ground in front of whatever is behind it. */
export function paintHills(p: Painting, count: number, height: number, onLayer: OnLayer): Edge {
  return layers(
    p,
    count,
    0.3,
    0.92,
    (index, base) => swells(p, `hills ${index}`, base, p.unit * height, 3),
    onLayer,
  )
}

/** A strip of beach before the water. */
export function paintShore(p: Painting): Edge {
  const edge = swells(p, 'shore', p.height * 0.9, p.unit * 9, 2)
  const sand = mix(p.palette.near, p.palette.horizon, 0.22)
  fillBelow(p, edge, sand, p.height, 0)
  return edge
}

/** Woods behind woods. */
export function paintForest(p: Painting, count: number): Edge {
  return layers(p, count, 0.12, 0.8, (index, base, depth) =>
    treetops(p, `wood ${index}`, base, p.unit * (14 + 12 * depth)),
  )
}

/** Dunes with a lit and a shaded side. */
export function paintDunes(p: Painting): Edge {
  const sand: Rgb = mix(
    [222, 172, 112],
    p.palette.near,
    p.view.time === 'night' ? 0.7 : p.view.time === 'dusk' ? 0.35 : 0,
  )
  let edge: Edge = () => p.horizon
  for (let index = 0; index < 5; index++) {
    const depth = index / 4
    edge = swells(p, `dune ${index}`, p.horizon + (p.height - p.horizon) * depth * 0.72, p.unit * 15, 2)
    fillBelow(
      p,
      edge,
      mix(mix(sand, p.palette.light, 0.25), mix(sand, p.palette.near, 0.4), depth),
      p.height,
      0,
    )
    paintMist(p, p.horizon + (p.height - p.horizon) * depth * 0.5, p.unit * 6, 0.2 * (1 - depth))
  }
  return edge
}

/** Furrows and rows that run towards the horizon. */
export function paintFurrows(p: Painting): void {
  const random = p.random.branch('furrows')
  const vanish = p.width * random.between(0.3, 0.7)
  const top = p.horizon + p.unit * 6
  const crop = mix(p.palette.leaf, p.palette.light, 0.25)
  p.ctx.fillStyle = fade(
    p,
    top,
    p.height,
    css(mix(crop, p.palette.horizon, 0.5), 0),
    css(crop, 0.5),
    css(crop, 0.34),
  )
  p.ctx.fillRect(0, top, p.width, p.height - top)
  for (let i = -26; i <= 26; i++) {
    p.ctx.strokeStyle = css(p.palette.near, random.between(0.07, 0.2))
    p.ctx.lineWidth = p.unit * random.between(0.25, 0.9)
    p.ctx.beginPath()
    p.ctx.moveTo(vanish + i * p.unit * 1.2, top)
    p.ctx.quadraticCurveTo(vanish + i * p.unit * 4, (top + p.height) / 2, vanish + i * p.unit * 13, p.height)
    p.ctx.stroke()
  }
}

/** A path that winds from the foreground towards the horizon, paler than the ground. */
export function paintPath(p: Painting): void {
  const random = p.random.branch('path')
  const end = p.width * random.between(0.42, 0.6)
  const bend = p.width * random.between(-0.3, 0.3)
  const top = p.horizon + p.unit * 7
  const middle = (top + p.height) / 2
  p.ctx.beginPath()
  p.ctx.moveTo(end, top)
  p.ctx.bezierCurveTo(end + bend, middle, p.width * 0.2 - bend, middle, p.width * 0.26, p.height)
  p.ctx.lineTo(p.width * 0.68, p.height)
  p.ctx.bezierCurveTo(p.width * 0.42 - bend, middle, end + bend * 1.25, middle, end + p.unit, top)
  p.ctx.closePath()
  const color = mix(p.palette.horizon, p.palette.near, 0.3)
  p.ctx.fillStyle = fade(p, top, p.height, css(color, 0.15), css(color, 0.75))
  p.ctx.fill()
}
