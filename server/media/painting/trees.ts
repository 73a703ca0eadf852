import type { Random } from '../random'
import { css, mix, type Rgb } from './color'
import type { Painting } from './painting'

/** Kinds of trees. */
export type TreeKind = 'leafy' | 'blossom' | 'bare' | 'pine' | 'bamboo'

/** A point of the picture, in pixels. */
export interface Spot {
  x: number
  y: number
}

/** A branch that forks down to twigs. The ends are added to `tips`, where leaves and blossoms grow. */
export function paintBranch(
  p: Painting,
  random: Random,
  from: Spot,
  angle: number,
  length: number,
  depth: number,
  tips: Spot[],
) {
  const to = { x: from.x + Math.cos(angle) * length, y: from.y + Math.sin(angle) * length }
  const bend = length * random.between(-0.14, 0.14)
  p.ctx.lineWidth = Math.max(0.7, length * 0.035 * depth)
  p.ctx.beginPath()
  p.ctx.moveTo(from.x, from.y)
  p.ctx.quadraticCurveTo((from.x + to.x) / 2 + bend, (from.y + to.y) / 2 + bend, to.x, to.y)
  p.ctx.stroke()
  if (depth <= 3) tips.push(to)
  if (depth === 0) return
  const forks = random.chance(0.35) ? 3 : 2
  for (let i = 0; i < forks; i++) {
    const spread = (i - (forks - 1) / 2) * random.between(0.5, 0.95) + random.between(-0.12, 0.12)
    paintBranch(p, random, to, angle + spread, length * random.between(0.66, 0.84), depth - 1, tips)
  }
}

/** Leaves or petals around the twigs, darker below and lighter towards the sun. */
export function paintCrown(
  p: Painting,
  random: Random,
  tips: readonly Spot[],
  size: number,
  dark: Rgb,
  bright: Rgb,
): void {
  for (let pass = 0; pass < 3; pass++) {
    for (const tip of tips) {
      const lit = pass / 2
      p.ctx.fillStyle = css(mix(dark, bright, lit * random.between(0.5, 1)), 0.34 + 0.2 * random.next())
      for (let i = 0; i < 4; i++) {
        const spread = size * (1.25 - lit * 0.35)
        const x = tip.x + random.between(-1, 1) * spread + (p.sun.x > tip.x ? 1 : -1) * lit * size * 0.2
        const y = tip.y + random.between(-1, 1) * spread * 0.8 - lit * size * 0.3
        p.ctx.beginPath()
        p.ctx.arc(x, y, size * random.between(0.12, 0.42), 0, Math.PI * 2)
        p.ctx.fill()
      }
    }
  }
}

function pine(p: Painting, random: Random, x: number, y: number, height: number, color: Rgb): void {
  const tiers = 7
  p.ctx.fillStyle = css(color)
  p.ctx.fillRect(x - height * 0.012, y - height, height * 0.024, height)
  for (let tier = 0; tier < tiers; tier++) {
    const top = y - height * (1 - tier / tiers / 1.12)
    const half = height * (0.045 + 0.026 * tier) * random.between(0.85, 1.15)
    const drop = height * 0.2
    p.ctx.beginPath()
    p.ctx.moveTo(x, top)
    p.ctx.quadraticCurveTo(x - half * 0.4, top + drop * 0.7, x - half, top + drop)
    p.ctx.quadraticCurveTo(x, top + drop * 0.74, x + half, top + drop)
    p.ctx.quadraticCurveTo(x + half * 0.4, top + drop * 0.7, x, top)
    p.ctx.fill()
    if (p.view.weather !== 'snow' && p.view.season !== 'winter') continue
    p.ctx.strokeStyle = css(mix(color, [236, 242, 250], 0.62), 0.7)
    p.ctx.lineWidth = height * 0.012
    p.ctx.beginPath()
    p.ctx.moveTo(x - half * 0.85, top + drop * 0.92)
    p.ctx.quadraticCurveTo(x - half * 0.35, top + drop * 0.62, x, top + drop * 0.2)
    p.ctx.stroke()
  }
}

function bamboo(p: Painting, random: Random, x: number, y: number, height: number, color: Rgb): void {
  const lean = random.between(-0.08, 0.08)
  p.ctx.strokeStyle = css(color)
  p.ctx.fillStyle = css(color, 0.85)
  for (let joint = 0; joint < 11; joint++) {
    const at = (t: number) => ({ x: x + lean * height * t * t, y: y - height * t })
    const [a, b] = [at(joint / 11 + 0.006), at((joint + 1) / 11 - 0.006)]
    p.ctx.lineWidth = height * 0.016
    p.ctx.beginPath()
    p.ctx.moveTo(a.x, a.y)
    p.ctx.lineTo(b.x, b.y)
    p.ctx.stroke()
    for (let leaf = 0; leaf < (joint > 4 ? 4 : 0); leaf++) {
      p.ctx.save()
      p.ctx.translate(b.x, b.y)
      p.ctx.rotate(random.between(-0.5, 0.9) + (random.chance(0.5) ? Math.PI : 0))
      p.ctx.beginPath()
      p.ctx.ellipse(height * 0.06, 0, height * 0.058, height * 0.009, 0, 0, Math.PI * 2)
      p.ctx.fill()
      p.ctx.restore()
    }
  }
}

/** A tree at (x, y). `color` is the colour of its wood. */
export function paintTree(
  p: Painting,
  kind: TreeKind,
  x: number,
  y: number,
  height: number,
  color: Rgb,
): void {
  const random = p.random.branch(`tree ${x.toFixed(1)} ${y.toFixed(1)}`)
  if (kind === 'pine') return pine(p, random, x, y, height, color)
  if (kind === 'bamboo') return bamboo(p, random, x, y, height, mix(color, p.palette.leaf, 0.35))
  const tips: Spot[] = []
  p.ctx.strokeStyle = css(color)
  p.ctx.lineCap = 'round'
  paintBranch(
    p,
    random,
    { x, y: y + height * 0.03 },
    -Math.PI / 2 + random.between(-0.16, 0.16),
    height * 0.27,
    5,
    tips,
  )
  const bright = kind === 'blossom' ? p.palette.blossom : p.palette.leaf
  if (kind === 'bare') return
  paintCrown(
    p,
    random,
    tips,
    height * 0.085,
    mix(color, bright, kind === 'blossom' ? 0.62 : 0.3),
    mix(bright, p.palette.light, 0.18),
  )
}

/** A distant tree: a few strokes for its crown, or a fir. */
export function paintFarTree(
  p: Painting,
  random: Random,
  kind: TreeKind,
  x: number,
  y: number,
  height: number,
  color: Rgb,
): void {
  if (kind === 'pine' || kind === 'bare') return pine(p, random, x, y, height * 1.25, color)
  const bright = kind === 'blossom' ? p.palette.blossom : p.palette.leaf
  p.ctx.fillStyle = css(color)
  p.ctx.fillRect(x - height * 0.03, y - height * 0.5, height * 0.06, height * 0.55)
  for (let i = 0; i < 9; i++) {
    p.ctx.fillStyle = css(mix(color, mix(bright, p.palette.horizon, 0.2), 0.25 + (0.5 * i) / 9), 0.8)
    const lift = 0.45 + (0.4 * i) / 9 + random.between(-0.12, 0.12)
    p.ctx.beginPath()
    p.ctx.arc(
      x + random.between(-0.32, 0.32) * height,
      y - height * lift,
      height * random.between(0.12, 0.24),
      0,
      7,
    )
    p.ctx.fill()
  }
}

/** A kind of tree that suits the view. */
export function treeKind(p: Painting, random: Random): TreeKind {
  const { things, season, weather } = p.view
  if (things.has('blossom') && season !== 'winter') return random.chance(0.85) ? 'blossom' : 'leafy'
  if (things.has('bamboo')) return random.chance(0.6) ? 'bamboo' : 'leafy'
  if (things.has('pine')) return 'pine'
  if (season === 'winter' || weather === 'snow') return random.chance(0.55) ? 'pine' : 'bare'
  return p.view.mood === 'sad' && random.chance(0.4) ? 'bare' : 'leafy'
}
