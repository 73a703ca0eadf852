import { createCanvas } from '@napi-rs/canvas'
import { css, mix } from './color'
import { fade, glow, type Painting } from './painting'

const GRAIN_TILE = 128
/** Strongest opacity of a grain, out of 255. */
const GRAIN_ALPHA = 11

/** Blur the background, which is out of focus in close shots. */
export function defocus(p: Painting): void {
  const radius = p.view.shot === 'close' ? p.unit * 0.8 : p.view.shot === 'medium' ? p.unit * 0.25 : 0
  if (radius === 0) return
  p.ctx.save()
  p.ctx.filter = `blur(${radius.toFixed(1)}px)`
  p.ctx.drawImage(p.ctx.canvas, 0, 0)
  p.ctx.restore()
}

function paintGrain(p: Painting): void {
  const random = p.random.branch('grain')
  const tile = createCanvas(GRAIN_TILE, GRAIN_TILE)
  const ctx = tile.getContext('2d')
  const grain = ctx.createImageData(GRAIN_TILE, GRAIN_TILE)
  for (let at = 0; at < grain.data.length; at += 4) {
    grain.data.fill(random.chance(0.5) ? 255 : 0, at, at + 3)
    grain.data[at + 3] = random.next() * GRAIN_ALPHA
  }
  ctx.putImageData(grain, 0, 0)
  p.ctx.fillStyle = p.ctx.createPattern(tile, 'repeat')
  p.ctx.fillRect(0, 0, p.width, p.height)
}

function paintVignette(p: Painting): void {
  const radius = Math.hypot(p.width, p.height) / 2
  const [x, y] = [p.width / 2, p.height / 2]
  const vignette = p.ctx.createRadialGradient(x, y, radius * 0.5, x, y, radius)
  const dark = mix(p.palette.near, [0, 0, 0], 0.5)
  vignette.addColorStop(0, css(dark, 0))
  vignette.addColorStop(1, css(dark, 0.5))
  p.ctx.fillStyle = vignette
  p.ctx.fillRect(0, 0, p.width, p.height)
  p.ctx.fillStyle = fade(p, p.height * 0.8, p.height, css(p.palette.near, 0), css(p.palette.near, 0.28))
  p.ctx.fillRect(0, 0, p.width, p.height)
}

/** The last layer, for the look of projected film: deeper colours, spreading light, a darker rim and grain. */
export function finish(p: Painting): void {
  p.ctx.save()
  p.ctx.globalCompositeOperation = 'soft-light'
  p.ctx.globalAlpha = p.view.time === 'night' ? 0.3 : 0.55
  p.ctx.drawImage(p.ctx.canvas, 0, 0)
  p.ctx.restore()
  glow(p, p.sun.x, p.sun.y, p.unit * 120, p.palette.light, p.view.place === 'room' ? 0.05 : 0.12)
  paintVignette(p)
  paintGrain(p)
}
