import type { SKRSContext2D } from '@napi-rs/canvas'
import type { Random } from '../random'
import { css, mix, type Rgb } from './color'
import type { Outline } from './outlines'
import type { Palette } from './palette'
import type { View } from './view'

/** A picture being painted. Lengths are in pixels; `unit` is a hundredth of the shorter side. */
export interface Painting {
  readonly ctx: SKRSContext2D
  readonly width: number
  readonly height: number
  readonly unit: number
  /** Where sky and ground meet, from the top. */
  readonly horizon: number
  /** The middle of sun or moon. */
  readonly sun: { readonly x: number; readonly y: number }
  readonly view: View
  readonly palette: Palette
  readonly random: Random
}

/** A vertical gradient with evenly spaced colours. */
export function fade(p: Painting, top: number, bottom: number, ...colors: string[]) {
  const gradient = p.ctx.createLinearGradient(0, top, 0, bottom)
  colors.forEach((color, index) => gradient.addColorStop(index / Math.max(1, colors.length - 1), color))
  return gradient
}

/** A soft round light. */
export function glow(p: Painting, x: number, y: number, radius: number, color: Rgb, alpha: number): void {
  const gradient = p.ctx.createRadialGradient(x, y, 0, x, y, radius)
  gradient.addColorStop(0, css(color, alpha))
  gradient.addColorStop(0.35, css(color, alpha * 0.38))
  gradient.addColorStop(1, css(color, 0))
  p.ctx.save()
  p.ctx.globalCompositeOperation = 'screen'
  p.ctx.fillStyle = gradient
  p.ctx.fillRect(x - radius, y - radius, radius * 2, radius * 2)
  p.ctx.restore()
}

/** Where somebody or something stands, and its size; `mirror` turns it around. */
export interface Stand {
  readonly x: number
  readonly y: number
  readonly size: number
  readonly mirror: boolean
}

/** Fill a closed shape. Its points are in fractions of `size`, measured from its foot; y grows upwards. */
export function shape(p: Painting, at: Omit<Stand, 'mirror'> & Partial<Stand>, points: Outline): void {
  const place = ([x, y]: readonly [number, number]) =>
    [at.x + (at.mirror ? -x : x) * at.size, at.y - y * at.size] as const
  p.ctx.beginPath()
  const placed = points.map(place)
  placed.forEach(([x, y], index) => {
    const [nextX, nextY] = placed[(index + 1) % placed.length] ?? [x, y]
    const [middleX, middleY] = [(x + nextX) / 2, (y + nextY) / 2]
    if (index === 0) p.ctx.moveTo(middleX, middleY)
    else p.ctx.quadraticCurveTo(x, y, middleX, middleY)
  })
  const [firstX, firstY] = placed[0] ?? [at.x, at.y]
  const [secondX, secondY] = placed[1] ?? [at.x, at.y]
  p.ctx.quadraticCurveTo(firstX, firstY, (firstX + secondX) / 2, (firstY + secondY) / 2)
  p.ctx.closePath()
  p.ctx.fill()
}

/** The colour of land at a depth: 0 is far away in the haze, 1 is closest to the camera. */
export function depthColor(p: Painting, depth: number): Rgb {
  return mix(p.palette.far, p.palette.near, depth ** 1.2)
}
