import { css, mix } from './color'
import type { Painting } from './painting'
import { paintBranch, paintCrown, type Spot } from './trees'

/** Blades of grass or reeds along the lower edge, dark against the light. */
function paintGrass(p: Painting, height: number): void {
  const random = p.random.branch('grass')
  for (let i = 0; i < 260; i++) {
    const x = random.between(-0.02, 1.02) * p.width
    const away = Math.abs(x / p.width - 0.5) * 2
    const tall = height * random.between(0.25, 1) * (0.35 + away)
    const lean = random.between(-0.35, 0.35) * tall + (p.view.weather === 'wind' ? tall * 0.5 : 0)
    p.ctx.strokeStyle = css(mix(p.palette.near, p.palette.leaf, random.next() * 0.22), 0.9)
    p.ctx.lineWidth = p.unit * random.between(0.12, 0.42)
    p.ctx.beginPath()
    p.ctx.moveTo(x, p.height + 2)
    p.ctx.quadraticCurveTo(x + lean * 0.2, p.height - tall * 0.6, x + lean, p.height - tall)
    p.ctx.stroke()
  }
}

/** A branch that reaches into the picture from a corner, to look past. */
function paintBough(p: Painting): void {
  const random = p.random.branch('bough')
  const fromLeft = p.sun.x > p.width / 2
  const tips: Spot[] = []
  p.ctx.strokeStyle = css(p.palette.near)
  p.ctx.lineCap = 'round'
  const start = { x: fromLeft ? -p.unit * 4 : p.width + p.unit * 4, y: p.height * random.between(0.02, 0.14) }
  paintBranch(p, random, start, fromLeft ? 0.32 : Math.PI - 0.32, p.unit * 19, 5, tips)
  const bright = p.view.things.has('blossom') ? p.palette.blossom : p.palette.leaf
  if (p.view.season === 'winter') return
  paintCrown(
    p,
    random,
    tips,
    p.unit * 2.6,
    mix(p.palette.near, bright, 0.55),
    mix(bright, p.palette.light, 0.3),
  )
}

/** Grass and branches close to the camera. */
export function paintForeground(p: Painting): void {
  const { place, places, things, shot } = p.view
  if (place === 'room' || place === 'city' || place === 'cave') return
  if (place !== 'sea' && place !== 'desert') paintGrass(p, p.unit * 10)
  if (things.has('blossom') || (places.has('forest') && shot !== 'extreme_wide')) paintBough(p)
}
