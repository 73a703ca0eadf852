import { createCurve } from '../random'
import { css, mix } from './color'
import { fade, glow, type Painting } from './painting'

/** Streaks of light and dark on the water, longer towards the camera. */
function ripples(p: Painting, top: number, bottom: number, waves: number): void {
  const random = p.random.branch('ripples')
  for (let i = 0; i < waves; i++) {
    const near = random.next() ** 1.4
    const y = top + (bottom - top) * near
    const nearSun = random.chance(0.45)
    const x = nearSun
      ? p.sun.x + random.between(-1, 1) * p.unit * (3 + 26 * near)
      : random.between(-0.1, 1) * p.width
    const length = p.unit * random.between(2, 12) * (0.35 + near)
    const color = nearSun ? p.palette.light : mix(p.palette.zenith, p.palette.near, 0.4)
    p.ctx.strokeStyle = css(color, random.between(0.08, nearSun ? 0.6 : 0.28))
    p.ctx.lineWidth = Math.max(0.8, p.unit * 0.34 * near)
    p.ctx.beginPath()
    p.ctx.moveTo(x, y)
    p.ctx.quadraticCurveTo(x + length / 2, y - p.unit * 0.6 * near, x + length, y)
    p.ctx.stroke()
  }
}

/** The reflection of everything above the water, a little blurred. */
function reflect(p: Painting, top: number): void {
  p.ctx.save()
  p.ctx.beginPath()
  p.ctx.rect(0, top, p.width, p.height - top)
  p.ctx.clip()
  p.ctx.globalAlpha = 0.34
  p.ctx.filter = `blur(${(p.unit * 0.5).toFixed(1)}px)`
  p.ctx.translate(0, 2 * top)
  p.ctx.scale(1, -1)
  p.ctx.drawImage(p.ctx.canvas, 0, 0)
  p.ctx.restore()
}

/** Open water from the horizon (or `top`) to the bottom, with the sky in it. */
export function paintSea(p: Painting, top = p.horizon): void {
  const { horizon, sky, zenith, near } = p.palette
  p.ctx.fillStyle = fade(
    p,
    top,
    p.height,
    css(mix(horizon, near, 0.08)),
    css(mix(sky, near, 0.32)),
    css(mix(zenith, near, 0.55)),
    css(mix(zenith, near, 0.8)),
  )
  p.ctx.fillRect(0, top, p.width, p.height - top)
  reflect(p, top)
  glow(p, p.sun.x, top + p.unit * 4, p.unit * 46, p.palette.light, 0.4)
  ripples(p, top + p.unit * 0.5, p.height, 420)
}

/** A river that winds out of the distance. */
export function paintRiver(p: Painting): void {
  const random = p.random.branch('river')
  const curve = createCurve(random, 2)
  const top = p.horizon + p.unit * 5
  const start = p.width * random.between(0.4, 0.62)
  const left: [number, number][] = []
  const right: [number, number][] = []
  for (let i = 0; i <= 40; i++) {
    const t = i / 40
    const y = top + (p.height - top) * t ** 1.35
    const middle = start + (curve(t * 3.2) - 0.5) * p.width * 0.55 * t + (p.width * 0.5 - start) * t
    const half = p.unit * (0.6 + 52 * t ** 1.9)
    left.push([middle - half, y])
    right.unshift([middle + half, y])
  }
  p.ctx.save()
  p.ctx.beginPath()
  for (const [x, y] of [...left, ...right]) p.ctx.lineTo(x, y)
  p.ctx.closePath()
  p.ctx.clip()
  paintSea(p, top)
  p.ctx.restore()
  p.ctx.strokeStyle = css(p.palette.light, 0.22)
  p.ctx.lineWidth = p.unit * 0.25
  p.ctx.beginPath()
  for (const [x, y] of left) p.ctx.lineTo(x, y)
  p.ctx.stroke()
}
