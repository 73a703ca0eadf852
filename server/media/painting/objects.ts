import { css, mix } from './color'
import { glow, type Painting, type Stand } from './painting'

/*
 * Things that stand in a picture because its words name them. Positions are in pixels; `size` is that of an adult there.
 */

/** Where a thing stands, and the height of an adult beside it. */
type Spot = Omit<Stand, 'mirror'>

function dark(p: Painting): string {
  return css(mix(p.palette.near, [6, 6, 10], 0.3))
}

function polygon({ ctx }: Painting, ...points: readonly (readonly [number, number])[]): void {
  ctx.beginPath()
  points.forEach(([x, y], index) => ctx[index === 0 ? 'moveTo' : 'lineTo'](x, y))
  ctx.closePath()
  ctx.fill()
}

/** A tower with a light, far away on a rock. */
export function paintLighthouse(p: Painting, x: number, y: number, height: number): void {
  const width = height * 0.13
  p.ctx.fillStyle = dark(p)
  p.ctx.beginPath()
  p.ctx.ellipse(x, y, height * 0.5, height * 0.12, 0, Math.PI, Math.PI * 2)
  p.ctx.fill()
  p.ctx.fillStyle = css(mix(p.palette.far, p.palette.light, 0.55))
  polygon(
    p,
    [x - width, y - height * 0.06],
    [x - width * 0.6, y - height * 0.78],
    [x + width * 0.6, y - height * 0.78],
    [x + width, y - height * 0.06],
  )
  p.ctx.fillStyle = dark(p)
  for (const at of [0.22, 0.48])
    p.ctx.fillRect(
      x - width * 0.9 + width * at * 0.5,
      y - height * (at + 0.1),
      width * (1.8 - at),
      height * 0.08,
    )
  p.ctx.fillRect(x - width * 0.85, y - height * 0.81, width * 1.7, height * 0.03)
  p.ctx.fillRect(x - width * 0.45, y - height * 0.92, width * 0.9, height * 0.11)
  polygon(p, [x - width * 0.6, y - height * 0.92], [x, y - height], [x + width * 0.6, y - height * 0.92])
  glow(p, x, y - height * 0.865, height * 0.5, p.palette.warm, 0.75)
  p.ctx.fillStyle = css([255, 240, 205])
  p.ctx.fillRect(x - width * 0.25, y - height * 0.9, width * 0.5, height * 0.07)
}

/** A well of stones with its roof and bucket. */
export function paintWell(p: Painting, { x, y, size }: Spot): void {
  const [width, height] = [size * 0.56, size * 0.34]
  p.ctx.fillStyle = dark(p)
  p.ctx.fillRect(x - width / 2, y - height, width, height)
  p.ctx.fillRect(x - width * 0.46, y - size * 0.9, size * 0.045, size * 0.6)
  p.ctx.fillRect(x + width * 0.46 - size * 0.045, y - size * 0.9, size * 0.045, size * 0.6)
  polygon(p, [x - width * 0.72, y - size * 0.84], [x, y - size * 1.08], [x + width * 0.72, y - size * 0.84])
  p.ctx.fillRect(x - size * 0.01, y - size * 0.86, size * 0.02, size * 0.3)
  p.ctx.fillRect(x - size * 0.07, y - size * 0.58, size * 0.14, size * 0.13)
  p.ctx.fillStyle = css(p.palette.light, 0.25)
  for (let row = 0; row < 3; row += 1)
    for (let stone = 0; stone < 4; stone += 1)
      p.ctx.fillRect(
        x - width / 2 + ((stone + (row % 2) * 0.5) * width) / 4.5 + 1,
        y - height + (row * height) / 3 + 1,
        width / 6,
        Math.max(1, size * 0.012),
      )
}

const BOW = ['#d2605a', '#dd9a52', '#d9c765', '#6fae78', '#5b8fc4', '#7a6cb0']

/** A rainbow over the horizon. */
export function paintRainbow(p: Painting): void {
  const { ctx } = p
  const random = p.random.branch('rainbow')
  const radius = p.width * random.between(0.42, 0.6)
  const [x, y] = [p.width * random.between(0.4, 0.6), p.horizon + radius * 0.28]
  ctx.save()
  ctx.globalAlpha = 0.5
  ctx.lineWidth = p.unit * 1.3
  BOW.forEach((color, index) => {
    ctx.strokeStyle = color
    ctx.beginPath()
    ctx.arc(x, y, radius - index * p.unit * 1.25, Math.PI, Math.PI * 2)
    ctx.stroke()
  })
  ctx.restore()
}

/** A bicycle that leans on its stand. */
export function paintBicycle(p: Painting, { x, y, size }: Spot): void {
  const { ctx } = p
  const wheel = size * 0.2
  const [left, right] = [x - size * 0.3, x + size * 0.3]
  const hub = y - wheel
  ctx.strokeStyle = dark(p)
  ctx.lineCap = 'round'
  ctx.lineWidth = Math.max(1.5, size * 0.022)
  for (const at of [left, right]) {
    ctx.beginPath()
    ctx.arc(at, hub, wheel, 0, Math.PI * 2)
    ctx.stroke()
  }
  const [seatX, seatY, headX, headY] = [x - size * 0.14, hub - size * 0.3, x + size * 0.2, hub - size * 0.32]
  ctx.beginPath()
  for (const [fromX, fromY, toX, toY] of [
    [left, hub, x - size * 0.02, hub],
    [x - size * 0.02, hub, seatX, seatY],
    [left, hub, seatX + size * 0.03, seatY + size * 0.08],
    [seatX + size * 0.02, seatY + size * 0.05, headX, headY],
    [x - size * 0.02, hub, headX, headY],
    [right, hub, headX - size * 0.02, headY - size * 0.08],
    [headX - size * 0.02, headY - size * 0.08, headX + size * 0.1, headY - size * 0.1],
    [seatX - size * 0.06, seatY, seatX + size * 0.07, seatY],
  ] as const) {
    ctx.moveTo(fromX, fromY)
    ctx.lineTo(toX, toY)
  }
  ctx.stroke()
}

/** A bed with pillow and blanket, from the side. */
export function paintBed(p: Painting, { x, y, size }: Spot): void {
  const { ctx } = p
  const [width, height] = [size * 1.3, size * 0.26]
  ctx.fillStyle = dark(p)
  ctx.fillRect(x - width / 2, y - height * 2.2, size * 0.06, height * 2.2)
  ctx.fillRect(x + width / 2 - size * 0.06, y - height * 1.4, size * 0.06, height * 1.4)
  ctx.fillRect(x - width / 2, y - height, width, height * 0.5)
  ctx.fillStyle = css(mix(p.palette.light, p.palette.warm, 0.3), 0.95)
  ctx.beginPath()
  ctx.roundRect(
    x - width / 2 + size * 0.06,
    y - height * 1.5,
    width - size * 0.12,
    height * 0.62,
    size * 0.08,
  )
  ctx.fill()
  ctx.fillStyle = css(mix(p.palette.warm, p.palette.near, 0.45))
  ctx.beginPath()
  ctx.roundRect(x - width * 0.18, y - height * 1.56, width * 0.66 - size * 0.06, height * 0.72, size * 0.08)
  ctx.fill()
  ctx.fillStyle = css(p.palette.light)
  ctx.beginPath()
  ctx.roundRect(x - width / 2 + size * 0.09, y - height * 1.74, size * 0.28, height * 0.42, size * 0.06)
  ctx.fill()
}

/** A letter with its seal, held up or lying. */
export function paintLetter(p: Painting, x: number, y: number, size: number): void {
  const { ctx } = p
  const [width, height] = [size, size * 0.66]
  ctx.save()
  ctx.translate(x, y)
  ctx.rotate(-0.14)
  ctx.fillStyle = css(mix(p.palette.light, [255, 250, 238], 0.6))
  ctx.fillRect(-width / 2, -height / 2, width, height)
  ctx.strokeStyle = css(p.palette.near, 0.6)
  ctx.lineWidth = Math.max(1, size * 0.04)
  ctx.beginPath()
  ctx.moveTo(-width / 2, -height / 2)
  ctx.lineTo(0, height * 0.12)
  ctx.lineTo(width / 2, -height / 2)
  ctx.stroke()
  ctx.fillStyle = '#b04a3e'
  ctx.beginPath()
  ctx.arc(0, height * 0.1, size * 0.1, 0, Math.PI * 2)
  ctx.fill()
  ctx.restore()
}

/** An open umbrella over a head. */
export function paintUmbrella(p: Painting, x: number, y: number, size: number): void {
  const { ctx } = p
  ctx.fillStyle = css(mix(p.palette.warm, p.palette.near, 0.35))
  ctx.beginPath()
  ctx.arc(x, y, size * 0.42, Math.PI, Math.PI * 2)
  ctx.fill()
  ctx.fillStyle = dark(p)
  ctx.fillRect(x - size * 0.01, y - size * 0.46, size * 0.02, size * 0.9)
}

/** A kite in the sky with its string. */
export function paintKite(p: Painting, hand: { x: number; y: number }): void {
  const { ctx } = p
  const random = p.random.branch('kite')
  const [x, y, size] = [
    p.width * random.between(0.3, 0.7),
    p.horizon * random.between(0.25, 0.45),
    p.unit * 5,
  ]
  ctx.strokeStyle = css(p.palette.near, 0.6)
  ctx.lineWidth = Math.max(1, p.unit * 0.14)
  ctx.beginPath()
  ctx.moveTo(hand.x, hand.y)
  ctx.quadraticCurveTo((hand.x + x) / 2, y + (hand.y - y) * 0.7, x, y)
  ctx.stroke()
  ctx.fillStyle = '#b8574a'
  polygon(
    p,
    [x, y - size],
    [x + size * 0.62, y - size * 0.15],
    [x, y + size * 0.9],
    [x - size * 0.62, y - size * 0.15],
  )
}
