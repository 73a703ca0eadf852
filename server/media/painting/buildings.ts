import { css, mix, type Rgb } from './color'
import { fade, glow, type Painting } from './painting'

/** Whether windows are lit. */
function evening(p: Painting): boolean {
  return p.view.time === 'night' || p.view.time === 'dusk' || p.view.weather === 'snow'
}

/** A roof: eaves that curve up at their ends, or a gable. */
function roof(p: Painting, x: number, y: number, half: number, height: number): void {
  const { ctx } = p
  ctx.beginPath()
  if (p.view.eastern) {
    ctx.moveTo(x - half * 1.34, y - height * 0.1)
    ctx.quadraticCurveTo(x - half * 0.75, y - height * 0.16, x - half * 0.5, y - height)
    ctx.lineTo(x + half * 0.5, y - height)
    ctx.quadraticCurveTo(x + half * 0.75, y - height * 0.16, x + half * 1.34, y - height * 0.1)
    ctx.quadraticCurveTo(x, y + height * 0.24, x - half * 1.34, y - height * 0.1)
  } else {
    ctx.moveTo(x - half * 1.18, y)
    ctx.lineTo(x, y - height * 1.5)
    ctx.lineTo(x + half * 1.18, y)
  }
  ctx.closePath()
  ctx.fill()
}

function snowOnRoof(p: Painting, x: number, y: number, half: number, height: number): void {
  if (p.view.weather !== 'snow' && p.view.season !== 'winter') return
  p.ctx.save()
  p.ctx.fillStyle = css(mix(p.palette.horizon, [244, 248, 252], 0.55), 0.85)
  p.ctx.translate(0, -height * 0.12)
  roof(p, x, y, half * 0.94, height * 0.86)
  p.ctx.restore()
}

/** A house whose foot is at (x, y). */
export function paintHouse(p: Painting, x: number, y: number, size: number, color: Rgb): void {
  const random = p.random.branch(`house ${x.toFixed(0)} ${y.toFixed(0)}`)
  const half = size * random.between(0.48, 0.72)
  const wall = size * random.between(0.42, p.view.eastern ? 0.52 : 0.8)
  p.ctx.fillStyle = css(mix(color, p.palette.horizon, 0.12))
  p.ctx.fillRect(x - half, y - wall, half * 2, wall + size * 0.2)
  p.ctx.fillStyle = css(color)
  roof(p, x, y - wall, half, size * 0.46)
  snowOnRoof(p, x, y - wall, half, size * 0.46)
  if (!p.view.eastern) p.ctx.fillRect(x + half * 0.4, y - wall - size * 0.72, size * 0.12, size * 0.5)
  if (!evening(p)) return
  const panes = random.chance(0.5) ? 2 : 1
  for (let i = 0; i < panes; i++) {
    const pane = x + (panes === 1 ? 0 : (i - 0.5) * half)
    p.ctx.fillStyle = css(p.palette.warm, 0.92)
    p.ctx.fillRect(pane - size * 0.09, y - wall * 0.72, size * 0.18, wall * 0.34)
    glow(p, pane, y - wall * 0.55, size * 0.85, p.palette.warm, 0.34)
  }
}

/** A pagoda, or a church with its spire. */
export function paintTower(p: Painting, x: number, y: number, height: number, color: Rgb): void {
  p.ctx.fillStyle = css(color)
  const storeys = p.view.eastern ? 6 : 1
  const storey = (height * 0.82) / storeys
  for (let i = 0; i < storeys; i++) {
    const half = height * (0.15 - 0.014 * i)
    const foot = y - storey * i
    p.ctx.fillRect(x - half * 0.74, foot - storey, half * 1.48, storey + 1)
    if (p.view.eastern) roof(p, x, foot - storey * 0.82, half, storey * 0.4)
    if (!evening(p)) continue
    p.ctx.fillStyle = css(p.palette.warm, 0.75)
    p.ctx.fillRect(x - half * 0.16, foot - storey * 0.6, half * 0.32, storey * (p.view.eastern ? 0.34 : 0.1))
    p.ctx.fillStyle = css(color)
  }
  p.ctx.beginPath()
  p.ctx.moveTo(x - height * (p.view.eastern ? 0.02 : 0.13), y - height * 0.8)
  p.ctx.lineTo(x, y - height * (p.view.eastern ? 1.04 : 1.35))
  p.ctx.lineTo(x + height * (p.view.eastern ? 0.02 : 0.13), y - height * 0.8)
  p.ctx.fill()
  if (p.view.eastern) return
  p.ctx.fillRect(x, y - height * 0.5, height * 0.62, height * 0.5)
  roof(p, x + height * 0.34, y - height * 0.5, height * 0.3, height * 0.17)
}

/** A castle: a wall between towers with battlements. `height`: of its highest tower. */
export function paintCastle(p: Painting, x: number, y: number, height: number, color: Rgb): void {
  const { ctx } = p
  const tooth = height * 0.05
  const block = (centre: number, half: number, top: number) => {
    ctx.fillRect(centre - half, y - top, half * 2, top)
    for (let at = centre - half; at < centre + half - tooth * 0.5; at += tooth * 2)
      ctx.fillRect(at, y - top - tooth, Math.min(tooth, centre + half - at), tooth + 1)
  }
  const pointed = (centre: number, half: number, top: number) => {
    block(centre, half, top)
    ctx.beginPath()
    ctx.moveTo(centre - half * 1.2, y - top)
    ctx.lineTo(centre, y - top - half * 3)
    ctx.lineTo(centre + half * 1.2, y - top)
    ctx.fill()
  }
  ctx.fillStyle = css(mix(color, p.palette.horizon, 0.14))
  block(x, height * 0.3, height * 0.55)
  ctx.fillStyle = css(color)
  block(x, height * 0.62, height * 0.34)
  pointed(x - height * 0.58, height * 0.11, height * 0.58)
  pointed(x + height * 0.58, height * 0.11, height * 0.5)
  pointed(x + height * 0.16, height * 0.09, height * 0.86)
  ctx.fillStyle = css(evening(p) ? p.palette.warm : p.palette.near, 0.8)
  for (const [across, up] of [
    [-0.58, 0.42],
    [0.58, 0.36],
    [0.16, 0.7],
  ] as const)
    ctx.fillRect(x + across * height - height * 0.015, y - up * height, height * 0.03, height * 0.07)
  ctx.beginPath()
  ctx.arc(x, y - height * 0.1, height * 0.07, Math.PI, 0)
  ctx.rect(x - height * 0.07, y - height * 0.1, height * 0.14, height * 0.1)
  ctx.fill()
}

/** An arched bridge from bank to bank. */
export function paintBridge(p: Painting, x: number, y: number, span: number, color: Rgb): void {
  const { ctx } = p
  ctx.strokeStyle = css(color)
  ctx.lineWidth = span * 0.045
  ctx.lineCap = 'round'
  ctx.beginPath()
  ctx.moveTo(x - span / 2, y)
  ctx.quadraticCurveTo(x, y - span * 0.36, x + span / 2, y)
  ctx.stroke()
  ctx.lineWidth = span * 0.012
  ctx.beginPath()
  ctx.moveTo(x - span / 2, y - span * 0.09)
  ctx.quadraticCurveTo(x, y - span * 0.45, x + span / 2, y - span * 0.09)
  for (let i = 0; i <= 12; i++) {
    const t = i / 12
    const post = y - 2 * t * (1 - t) * span * 0.36
    ctx.moveTo(x - span / 2 + span * t, post)
    ctx.lineTo(x - span / 2 + span * t, post - span * 0.09)
  }
  ctx.stroke()
}

/** Towers of glass behind one another, with lit windows. */
export function paintSkyline(p: Painting): void {
  const random = p.random.branch('skyline')
  for (let row = 0; row < 4; row++) {
    const depth = row / 3
    const color = mix(p.palette.far, p.palette.near, 0.2 + 0.75 * depth)
    for (let x = -p.unit * 6; x < p.width;) {
      const width = p.unit * random.between(6, 13) * (0.7 + depth * 0.6)
      const top = p.horizon - p.unit * random.between(6, 46) * (1.15 - depth * 0.55) + depth * p.unit * 18
      p.ctx.fillStyle = css(color)
      p.ctx.fillRect(x, top, width, p.height - top)
      if (random.chance(0.3)) p.ctx.fillRect(x + width / 2, top - p.unit * 5, p.unit * 0.4, p.unit * 5)
      const cell = p.unit * (0.9 + depth * 0.7)
      for (let wy = top + cell; wy < p.height; wy += cell * 1.5)
        for (let wx = x + cell * 0.6; wx < x + width - cell; wx += cell * 1.25) {
          if (!random.chance(p.view.time === 'day' ? 0.08 : 0.3)) continue
          p.ctx.fillStyle = css(
            random.chance(0.8) ? p.palette.warm : [130, 220, 255],
            random.between(0.3, 0.9),
          )
          p.ctx.fillRect(wx, wy, cell * 0.6, cell * 0.7)
        }
      x += width + p.unit * random.between(0, 3)
    }
  }
}

/** A wet avenue between the towers, with the colours of the signs in it. */
export function paintAvenue(p: Painting): void {
  const random = p.random.branch('avenue')
  const top = p.horizon + (p.height - p.horizon) * 0.42
  const neon: readonly Rgb[] = [
    [255, 70, 140],
    [70, 200, 255],
    [255, 170, 70],
    [150, 110, 255],
  ]
  p.ctx.fillStyle = fade(
    p,
    top,
    p.height,
    css(mix(p.palette.horizon, p.palette.near, 0.45)),
    css(p.palette.near),
  )
  p.ctx.fillRect(0, top, p.width, p.height - top)
  for (let i = 0; i < 16; i++) {
    const color = neon[i % neon.length] ?? p.palette.warm
    const x = random.next() * p.width
    const y = top - p.unit * random.between(2, 34)
    const size = p.unit * random.between(0.8, 2)
    if (p.view.time !== 'day') glow(p, x, y, size * 12, color, 0.5)
    p.ctx.fillStyle = css(mix(color, [255, 255, 255], 0.25), 0.85)
    p.ctx.fillRect(x - size / 2, y - size * 2, size, size * random.between(2, 6))
    p.ctx.fillStyle = fade(p, top, p.height, css(color, 0.34), css(color, 0.02))
    for (let line = 0; line < 6; line++) {
      const width = size * random.between(1, 6)
      const drop = top + (p.height - top) * random.next() ** 1.5
      p.ctx.fillRect(x - width / 2, drop, width, p.unit * random.between(0.3, 1.2))
    }
  }
}

/** A street of old houses that leads away from the eye, with its lamps. */
export function paintStreet(p: Painting): void {
  const random = p.random.branch('street')
  const vanish = { x: p.width * random.between(0.44, 0.56), y: p.horizon + p.unit * 2 }
  for (let row = 0; row < 7; row++) {
    const near = (row / 6) ** 1.7
    const size = p.unit * (7 + 46 * near)
    const color = mix(p.palette.far, p.palette.near, 0.25 + 0.72 * (row / 6))
    for (const side of [-1, 1]) {
      const x = vanish.x + side * (p.unit * 6 + p.width * 0.5 * near + size * 0.4)
      paintHouse(p, x, vanish.y + p.unit * 4 + (p.height - vanish.y) * 0.42 * near, size, color)
    }
  }
  const ground = mix(p.palette.horizon, p.palette.near, 0.55)
  p.ctx.beginPath()
  p.ctx.moveTo(vanish.x - p.unit * 3, vanish.y + p.unit * 3)
  p.ctx.lineTo(vanish.x + p.unit * 3, vanish.y + p.unit * 3)
  p.ctx.lineTo(p.width * 1.05, p.height)
  p.ctx.lineTo(-p.width * 0.05, p.height)
  p.ctx.closePath()
  p.ctx.fillStyle = css(ground, 0.9)
  p.ctx.fill()
  for (let i = 0; i < 3; i++) paintStreetLamp(p, vanish, 0.16 + i * 0.3, i % 2 === 0 ? -1 : 1)
}

function paintStreetLamp(p: Painting, vanish: { x: number; y: number }, near: number, side: number): void {
  const x = vanish.x + side * (p.unit * 4 + p.width * 0.3 * near)
  const foot = vanish.y + p.unit * 4 + (p.height - vanish.y) * 0.55 * near
  const height = p.unit * (8 + 34 * near)
  p.ctx.fillStyle = css(p.palette.near)
  p.ctx.fillRect(x - height * 0.012, foot - height, height * 0.024, height)
  p.ctx.fillRect(x - height * 0.05, foot - height, height * 0.1, height * 0.02)
  if (!evening(p)) return
  p.ctx.fillStyle = css(mix(p.palette.warm, [255, 255, 255], 0.5))
  p.ctx.fillRect(x - height * 0.03, foot - height * 0.98, height * 0.06, height * 0.08)
  glow(p, x, foot - height * 0.94, height * 0.85, p.palette.warm, 0.62)
  glow(p, x, foot, height * 0.6, p.palette.warm, 0.2)
}
