import { css, mix, type Rgb } from './color'
import { paintLamp } from './figures'
import { fade, glow, type Painting } from './painting'
import { paintSky } from './sky'

const WOOD: Rgb = [104, 62, 38]
const PLASTER: Rgb = [188, 150, 108]
const SHADOW: Rgb = [20, 13, 16]

/** A room's box: where its floor begins, and which side the window is on. */
interface Room {
  readonly floor: number
  readonly windowLeft: boolean
  readonly shade: number
}

/** A round lattice window, or one with panes, with the sky outside. Returns its frame. */
function paintWindow(p: Painting, room: Room): { x: number; y: number; size: number } {
  const { ctx } = p
  const size = p.unit * 50
  const x = room.windowLeft ? p.width * 0.1 : p.width * 0.9 - size
  const y = room.floor * 0.5 - size * 0.62
  const frame = () => {
    ctx.beginPath()
    if (p.view.eastern) ctx.arc(x + size / 2, y + size / 2, size / 2, 0, Math.PI * 2)
    else
      ctx.roundRect(x + size * 0.1, y - size * 0.06, size * 0.8, size * 1.12, [size * 0.4, size * 0.4, 0, 0])
  }
  ctx.save()
  frame()
  ctx.clip()
  paintSky({ ...p, horizon: y + size * 1.1, sun: { x: x + size * 0.62, y: y + size * 0.36 } })
  ctx.strokeStyle = css(mix(WOOD, SHADOW, 0.6))
  ctx.lineWidth = p.unit * 0.6
  const bars = p.view.eastern ? 6 : 3
  ctx.beginPath()
  for (let i = 1; i < bars; i++) {
    ctx.moveTo(x + (size * i) / bars, y - size * 0.1)
    ctx.lineTo(x + (size * i) / bars, y + size * 1.1)
    ctx.moveTo(x, y + (size * i) / bars)
    ctx.lineTo(x + size, y + (size * i) / bars)
  }
  ctx.stroke()
  ctx.restore()
  frame()
  ctx.strokeStyle = css(mix(WOOD, SHADOW, 0.45))
  ctx.lineWidth = p.unit * 2
  ctx.stroke()
  glow(p, x + size / 2, y + size / 2, size * 1.5, mix(p.palette.light, p.palette.sky, 0.3), 0.34)
  return { x, y, size }
}

/** Light through the window onto the floor, with soft edges. */
function paintBeam(p: Painting, window: { x: number; y: number; size: number }, inwards: number): void {
  const { ctx } = p
  const top = window.y + window.size * 0.2
  const shift = inwards * window.size * 0.9
  ctx.save()
  ctx.globalCompositeOperation = 'screen'
  ctx.filter = `blur(${(p.unit * 2.4).toFixed(1)}px)`
  ctx.beginPath()
  ctx.moveTo(window.x + window.size * 0.1, top)
  ctx.lineTo(window.x + window.size * 0.9, top)
  ctx.lineTo(window.x + window.size * 1.25 + shift, p.height * 1.04)
  ctx.lineTo(window.x - window.size * 0.1 + shift, p.height * 1.04)
  ctx.closePath()
  const strength = p.view.time === 'night' ? 0.2 : 0.3
  ctx.fillStyle = fade(p, top, p.height, css(p.palette.light, strength), css(p.palette.light, 0.03))
  ctx.fill()
  ctx.restore()
}

/** A hanging scroll of mountains, or framed pictures. */
function paintWallPicture(p: Painting, x: number, y: number): void {
  const { ctx } = p
  const width = p.unit * (p.view.eastern ? 12 : 15)
  const height = p.unit * (p.view.eastern ? 34 : 19)
  ctx.fillStyle = css(mix(WOOD, SHADOW, 0.4))
  ctx.fillRect(x - p.unit, y - p.unit, width + p.unit * 2, height + p.unit * 2)
  ctx.fillStyle = css(mix(PLASTER, p.palette.horizon, 0.35))
  ctx.fillRect(x, y, width, height)
  for (let i = 0; i < 3; i++) {
    ctx.fillStyle = css(mix(p.palette.far, p.palette.near, 0.2 + i * 0.2), 0.5)
    ctx.beginPath()
    ctx.moveTo(x, y + height * (0.6 + i * 0.1))
    ctx.quadraticCurveTo(
      x + width * (0.25 + i * 0.2),
      y + height * (0.1 + i * 0.22),
      x + width,
      y + height * (0.7 + i * 0.06),
    )
    ctx.lineTo(x + width, y + height)
    ctx.lineTo(x, y + height)
    ctx.fill()
  }
}

/** A table with a lamp, a jug and bowls on it. */
function paintTable(p: Painting, x: number, floor: number): void {
  const { ctx } = p
  const [y, width] = [floor + p.unit * 2, p.unit * 46]
  const dark = mix(WOOD, SHADOW, 0.66)
  glow(p, x, y - p.unit * 9, p.unit * 62, p.palette.warm, 0.5)
  ctx.fillStyle = css(dark)
  for (const leg of [-0.46, 0.42]) ctx.fillRect(x + width * leg, y, p.unit * 2.2, p.height - y)
  ctx.fillStyle = fade(p, y, y + p.unit * 4, css(mix(WOOD, p.palette.warm, 0.55)), css(dark))
  ctx.fillRect(x - width / 2, y, width, p.unit * 3.2)
  for (const [offset, size] of [
    [-0.36, 4.4],
    [-0.18, 2.2],
    [0.16, 2.4],
    [0.3, 2],
  ] as const) {
    const radius = p.unit * size * 0.8
    ctx.fillStyle = css(mix(dark, p.palette.warm, 0.16))
    ctx.beginPath()
    ctx.ellipse(x + width * offset, y - radius * 0.7, radius, radius * 0.9, 0, 0, Math.PI * 2)
    ctx.fill()
    ctx.fillRect(x + width * offset - radius * 0.4, y - radius * 2, radius * 0.8, radius)
  }
  ctx.fillStyle = css(dark)
  ctx.fillRect(x - p.unit * 0.7, y - p.unit * 8, p.unit * 1.4, p.unit * 8)
  paintLamp(p, x, y - p.unit * 10, p.unit * 2.6)
}

/** Shelves with books. */
function paintShelves(p: Painting, x: number, floor: number): void {
  const { ctx } = p
  const random = p.random.branch('shelves')
  const [width, height] = [p.unit * 34, floor * 0.7]
  const top = floor - height
  ctx.fillStyle = css(mix(WOOD, SHADOW, 0.62))
  ctx.fillRect(x - width / 2, top, width, height + p.unit * 3)
  for (let row = 0; row < 4; row += 1) {
    const [rowTop, rowHeight] = [top + p.unit * 1.6 + (row * height) / 4, height / 4 - p.unit * 2.4]
    ctx.fillStyle = css(mix(WOOD, SHADOW, 0.82))
    ctx.fillRect(x - width / 2 + p.unit * 1.5, rowTop, width - p.unit * 3, rowHeight)
    for (let at = 2.4; at < 29;) {
      const thick = random.between(1, 2.2)
      const tall = rowHeight * random.between(0.55, 0.92)
      ctx.fillStyle = css(
        mix(mix(WOOD, p.palette.warm, random.between(0.1, 0.6)), SHADOW, random.between(0.25, 0.6)),
      )
      ctx.fillRect(x - width / 2 + at * p.unit, rowTop + rowHeight - tall, thick * p.unit, tall)
      at += thick + random.between(0.1, random.chance(0.2) ? 4 : 0.4)
    }
  }
}

/** An open door with the light of the outside. */
function paintDoorway(p: Painting, x: number, floor: number): void {
  const { ctx } = p
  const [width, height] = [p.unit * 26, floor * 0.82]
  const [left, top] = [x - width / 2, floor - height + p.unit * 2]
  ctx.fillStyle = css(mix(WOOD, SHADOW, 0.55))
  ctx.fillRect(left - p.unit * 2, top - p.unit * 2, width + p.unit * 4, height + p.unit * 2)
  ctx.save()
  ctx.beginPath()
  ctx.rect(left, top, width, height)
  ctx.clip()
  paintSky({ ...p, horizon: top + height * 0.8, sun: { x: x + width * 0.2, y: top + height * 0.3 } })
  ctx.fillStyle = css(mix(p.palette.far, p.palette.near, 0.5))
  ctx.beginPath()
  ctx.ellipse(x + width * 0.1, floor + p.unit * 2, width, height * 0.26, 0, Math.PI, Math.PI * 2)
  ctx.fill()
  ctx.restore()
  glow(p, x, top + height * 0.6, width * 1.4, p.palette.light, 0.3)
}

/** A screen of four panels. */
function paintScreen(p: Painting, x: number, floor: number): void {
  const { ctx } = p
  const [panel, height] = [p.unit * 10, floor * 0.66]
  for (let index = 0; index < 4; index += 1) {
    const left = x + (index - 2) * panel
    const drop = index % 2 === 0 ? 0 : p.unit * 2
    ctx.fillStyle = css(mix(WOOD, SHADOW, 0.5))
    ctx.fillRect(left, floor - height + drop, panel, height + p.unit * 3 - drop)
    const paper = mix(mix(PLASTER, p.palette.horizon, 0.3), SHADOW, index % 2 === 0 ? 0.18 : 0.34)
    ctx.fillStyle = css(paper)
    ctx.fillRect(
      left + p.unit,
      floor - height + drop + p.unit,
      panel - p.unit * 2,
      height - drop - p.unit * 2,
    )
    ctx.fillStyle = css(mix(p.palette.far, p.palette.near, 0.3), 0.45)
    ctx.beginPath()
    ctx.ellipse(
      left + panel / 2,
      floor - p.unit * 3,
      panel * 0.46,
      height * (0.2 + 0.08 * (index % 3)),
      0,
      Math.PI,
      Math.PI * 2,
    )
    ctx.fill()
  }
}

/** A hearth with its fire. */
function paintHearth(p: Painting, x: number, floor: number): void {
  const { ctx } = p
  const [width, height] = [p.unit * 34, floor * 0.46]
  ctx.fillStyle = css(mix(PLASTER, SHADOW, 0.62))
  ctx.fillRect(x - width * 0.36, 0, width * 0.72, floor - height)
  ctx.fillRect(x - width / 2, floor - height, width, height + p.unit * 3)
  ctx.fillStyle = css(SHADOW)
  ctx.beginPath()
  ctx.roundRect(x - width * 0.32, floor - height * 0.7, width * 0.64, height * 0.7 + p.unit * 3, [
    width * 0.3,
    width * 0.3,
    0,
    0,
  ])
  ctx.fill()
  glow(p, x, floor - p.unit * 2, p.unit * 60, p.palette.warm, 0.6)
  paintLamp(p, x, floor - p.unit * 2, p.unit * 5)
}

/** What may stand in any room. */
const FURNITURE = [paintTable, paintShelves, paintDoorway, paintScreen] as const

/** What stands in a room: what its words name, else something that is in any room. A bed has its place to itself. */
function furnish(p: Painting, x: number, floor: number): void {
  const { things } = p.view
  if (things.has('bed')) return
  if (things.has('fire')) return paintHearth(p, x, floor)
  if (things.has('table') || things.has('lamp')) return paintTable(p, x, floor)
  p.random.branch('furniture').pick(FURNITURE)(p, x, floor)
}

function paintWalls(p: Painting, room: Room): void {
  const { ctx } = p
  const wall = mix(mix(PLASTER, p.palette.sky, 0.16), SHADOW, room.shade)
  ctx.fillStyle = fade(p, 0, room.floor, css(mix(wall, SHADOW, 0.5)), css(wall), css(mix(wall, SHADOW, 0.2)))
  ctx.fillRect(0, 0, p.width, room.floor)
  const boards = mix(WOOD, SHADOW, room.shade * 0.6)
  ctx.fillStyle = fade(p, room.floor, p.height, css(boards), css(mix(boards, SHADOW, 0.55)))
  ctx.fillRect(0, room.floor, p.width, p.height - room.floor)
  ctx.strokeStyle = css(SHADOW, 0.3)
  ctx.lineWidth = p.unit * 0.35
  for (let i = -14; i <= 14; i++) {
    ctx.beginPath()
    ctx.moveTo(p.width / 2 + i * p.unit * 5, room.floor)
    ctx.lineTo(p.width / 2 + i * p.unit * 13, p.height)
    ctx.stroke()
  }
}

/** Beams and posts near the camera. */
function paintFrame(p: Painting): void {
  p.ctx.fillStyle = fade(p, 0, p.unit * 8, css(SHADOW), css(mix(WOOD, SHADOW, 0.75)))
  p.ctx.fillRect(0, 0, p.width, p.unit * 7)
  for (const post of [0, p.width - p.unit * 5]) p.ctx.fillRect(post, 0, p.unit * 5, p.height)
}

/** A room: wall, window, floor and furniture. Returns the position of people's feet, from the top. */
export function paintRoom(p: Painting): number {
  const random = p.random.branch('room')
  const shade = { day: 0.12, dawn: 0.3, dusk: 0.45, night: 0.66 }[p.view.time]
  const room: Room = { floor: p.height * 0.74, windowLeft: p.sun.x < p.width / 2, shade }
  paintWalls(p, room)
  const window = paintWindow(p, room)
  const pictureX = room.windowLeft
    ? p.width * random.between(0.66, 0.74)
    : p.width * random.between(0.12, 0.2)
  paintWallPicture(p, pictureX, room.floor * random.between(0.28, 0.36))
  paintBeam(p, window, room.windowLeft ? 1 : -1)
  furnish(p, p.width * 0.5, room.floor)
  paintFrame(p)
  return p.height * 0.96
}

/** The dark mouth of a cave around the painted scene. */
export function paintCaveMouth(p: Painting): void {
  const { ctx } = p
  const random = p.random.branch('cave')
  glow(p, p.width / 2, p.height * 0.52, p.unit * 70, p.palette.light, 0.5)
  for (let layer = 0; layer < 3; layer++) {
    const grow = 1.5 - layer * 0.2
    ctx.beginPath()
    ctx.rect(0, 0, p.width, p.height)
    for (let i = 0; i <= 60; i++) {
      const angle = (-i / 60) * Math.PI * 2
      const rough = 1 + random.between(-0.05, 0.05)
      const x = p.width / 2 + Math.cos(angle) * p.width * 0.29 * grow * rough
      const y = p.height * 0.54 + Math.sin(angle) * p.height * 0.31 * grow * rough
      if (i === 0) ctx.moveTo(x, y)
      else ctx.lineTo(x, y)
    }
    ctx.closePath()
    ctx.fillStyle = css(mix(mix(p.palette.near, WOOD, 0.22), SHADOW, 0.35 + layer * 0.24), 0.5 + layer * 0.2)
    ctx.fill('evenodd')
  }
}
