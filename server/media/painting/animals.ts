import { css, type Rgb } from './color'
import { CRANE_BODY, type Outline } from './outlines'
import { type Painting, shape, type Stand } from './painting'
import type { GroundAnimal } from './view'

/** What makes up a four-footed animal, in shares of its length; it faces positive x. */
interface Build {
  /** Its length, in shares of the size given. */
  readonly length: number
  readonly legs: number
  readonly legWidth: number
  /** Half the height of the trunk. */
  readonly trunk: number
  /** How far the head is above the back, and before the shoulders. */
  readonly neck: readonly [forward: number, up: number]
  readonly neckWidth: number
  readonly head: readonly [length: number, height: number]
  readonly ears: 'none' | 'pointed' | 'round' | 'long' | 'drooping'
  readonly tail: 'none' | 'long' | 'bushy' | 'up' | 'short'
  readonly horns?: 'antlers' | 'curved'
  readonly fur?: 'wool' | 'mane'
}

const BUILDS: Readonly<Record<Exclude<GroundAnimal, 'crane'>, Build>> = {
  horse: {
    ...{ length: 1.15, legs: 0.5, legWidth: 0.055, trunk: 0.17, neck: [0.2, 0.34], neckWidth: 0.15 },
    ...{ head: [0.26, 0.1], ears: 'pointed', tail: 'long', fur: 'mane' },
  },
  deer: {
    ...{ length: 0.95, legs: 0.5, legWidth: 0.038, trunk: 0.14, neck: [0.14, 0.34], neckWidth: 0.1 },
    ...{ head: [0.2, 0.085], ears: 'pointed', tail: 'short', horns: 'antlers' },
  },
  fox: {
    ...{ length: 0.62, legs: 0.26, legWidth: 0.05, trunk: 0.12, neck: [0.16, 0.1], neckWidth: 0.12 },
    ...{ head: [0.24, 0.1], ears: 'pointed', tail: 'bushy' },
  },
  wolf: {
    ...{ length: 0.85, legs: 0.4, legWidth: 0.055, trunk: 0.16, neck: [0.18, 0.08], neckWidth: 0.17 },
    ...{ head: [0.27, 0.11], ears: 'pointed', tail: 'long' },
  },
  dog: {
    ...{ length: 0.6, legs: 0.32, legWidth: 0.06, trunk: 0.14, neck: [0.12, 0.18], neckWidth: 0.14 },
    ...{ head: [0.24, 0.12], ears: 'drooping', tail: 'up' },
  },
  cat: {
    ...{ length: 0.44, legs: 0.28, legWidth: 0.06, trunk: 0.14, neck: [0.1, 0.14], neckWidth: 0.15 },
    ...{ head: [0.2, 0.17], ears: 'pointed', tail: 'up' },
  },
  tiger: {
    ...{ length: 1.1, legs: 0.32, legWidth: 0.09, trunk: 0.19, neck: [0.16, 0.08], neckWidth: 0.2 },
    ...{ head: [0.24, 0.19], ears: 'round', tail: 'long' },
  },
  sheep: {
    ...{ length: 0.62, legs: 0.28, legWidth: 0.055, trunk: 0.24, neck: [0.16, 0.1], neckWidth: 0.16 },
    ...{ head: [0.2, 0.13], ears: 'drooping', tail: 'none', fur: 'wool' },
  },
  ox: {
    ...{ length: 1.1, legs: 0.32, legWidth: 0.075, trunk: 0.23, neck: [0.18, 0.06], neckWidth: 0.22 },
    ...{ head: [0.28, 0.15], ears: 'drooping', tail: 'long', horns: 'curved' },
  },
  bear: {
    ...{ length: 1, legs: 0.24, legWidth: 0.12, trunk: 0.28, neck: [0.16, 0.04], neckWidth: 0.26 },
    ...{ head: [0.26, 0.18], ears: 'round', tail: 'none' },
  },
  rabbit: {
    ...{ length: 0.34, legs: 0.16, legWidth: 0.09, trunk: 0.24, neck: [0.1, 0.12], neckWidth: 0.18 },
    ...{ head: [0.26, 0.2], ears: 'long', tail: 'short' },
  },
  beast: {
    ...{ length: 0.95, legs: 0.42, legWidth: 0.055, trunk: 0.16, neck: [0.16, 0.26], neckWidth: 0.13 },
    ...{ head: [0.22, 0.1], ears: 'pointed', tail: 'long' },
  },
}

/** The pen of one animal: points in shares of its length, from the middle between its feet, y upwards. */
function pen(p: Painting, { x, y, mirror }: Stand, length: number) {
  const at = (px: number, py: number) => [x + (mirror ? -px : px) * length, y - py * length] as const
  const { ctx } = p
  return {
    at,
    outline: (points: Outline) => shape(p, { x, y, size: length, mirror }, points),
    oval(cx: number, cy: number, rx: number, ry: number, turn = 0) {
      const [px, py] = at(cx, cy)
      ctx.beginPath()
      ctx.ellipse(px, py, rx * length, ry * length, mirror ? -turn : turn, 0, Math.PI * 2)
      ctx.fill()
    },
    line(width: number, ...points: readonly (readonly [number, number])[]) {
      ctx.lineWidth = Math.max(1, width * length)
      ctx.beginPath()
      points.forEach(([px, py], index) => ctx[index === 0 ? 'moveTo' : 'lineTo'](...at(px, py)))
      ctx.stroke()
    },
    curve(
      width: number,
      from: readonly [number, number],
      by: readonly [number, number],
      to: readonly [number, number],
    ) {
      ctx.lineWidth = Math.max(1, width * length)
      ctx.beginPath()
      ctx.moveTo(...at(...from))
      ctx.quadraticCurveTo(...at(...by), ...at(...to))
      ctx.stroke()
    },
  }
}
type Pen = ReturnType<typeof pen>

function paintTail(draw: Pen, { tail, trunk }: Build, back: number): void {
  const [from, low] = [[-0.42, back - trunk * 0.4], back - 0.3] as const
  switch (tail) {
    case 'none':
      return
    case 'short':
      return draw.oval(-0.48, back - trunk * 0.5, 0.06, 0.07)
    case 'long':
      return draw.curve(0.045, from, [-0.66, back], [-0.6, low])
    case 'up':
      return draw.curve(0.05, from, [-0.72, back], [-0.6, back + 0.3])
    case 'bushy':
      draw.curve(0.06, from, [-0.6, back - 0.1], [-0.8, back - 0.2])
      return draw.oval(-0.72, back - 0.17, 0.22, 0.085, 0.45)
  }
}

function paintEars(draw: Pen, { ears, head }: Build, [x, y]: readonly [number, number]): void {
  const [long, high] = head
  switch (ears) {
    case 'none':
      return
    case 'pointed':
      draw.outline([
        [x - long * 0.3, y + high * 0.4],
        [x - long * 0.32, y + high * 0.4 + 0.13],
        [x - long * 0.05, y + high * 0.5],
      ])
      return
    case 'round':
      return draw.oval(x - long * 0.22, y + high * 0.9, 0.05, 0.055)
    case 'long':
      draw.oval(x - long * 0.3, y + high * 0.8 + 0.2, 0.05, 0.24, -0.2)
      return draw.oval(x - long * 0.1, y + high * 0.8 + 0.2, 0.045, 0.22, 0.12)
    case 'drooping':
      return draw.oval(x - long * 0.35, y - high * 0.1, 0.045, 0.11, 0.4)
  }
}

function paintHorns(draw: Pen, { horns, head }: Build, [x, y]: readonly [number, number]): void {
  const top = y + head[1] * 0.7
  if (horns === 'curved') {
    draw.curve(0.04, [x - 0.06, top], [x + 0.02, top + 0.2], [x + 0.18, top + 0.16])
    draw.curve(0.04, [x - 0.1, top], [x - 0.2, top + 0.16], [x - 0.06, top + 0.24])
  }
  if (horns === 'antlers') {
    for (const lean of [-0.22, 0.02]) {
      draw.curve(0.03, [x - 0.05, top], [x + lean - 0.06, top + 0.16], [x + lean, top + 0.42])
      draw.line(0.022, [x + lean * 0.5 - 0.03, top + 0.16], [x + lean * 0.5 + 0.1, top + 0.26])
      draw.line(0.022, [x + lean * 0.8 - 0.02, top + 0.28], [x + lean * 0.8 - 0.14, top + 0.4])
      draw.line(0.022, [x + lean * 0.8 - 0.02, top + 0.28], [x + lean * 0.8 + 0.1, top + 0.38])
    }
  }
}

function paintFourFooted(p: Painting, at: Stand, build: Build): void {
  const draw = pen(p, at, at.size * build.length)
  const { legs, legWidth, trunk, neck, neckWidth, head, fur } = build
  const middle = legs + trunk * 0.75
  const back = middle + trunk
  p.ctx.lineCap = 'round'
  p.ctx.lineJoin = 'round'
  for (const [x, lean] of [
    [-0.36, -0.03],
    [-0.26, 0.02],
    [0.24, -0.02],
    [0.34, 0.03],
  ] as const)
    draw.line(legWidth, [x, middle - trunk * 0.2], [x + lean, legWidth / 2])
  draw.oval(0, middle, 0.46, trunk)
  draw.oval(-0.26, middle + trunk * 0.06, 0.2, trunk * 0.98)
  const [headX, headY] = [0.36 + neck[0], back - trunk * 0.3 + neck[1]]
  draw.line(neckWidth, [0.3, middle + trunk * 0.2], [headX - head[0] * 0.25, headY])
  draw.oval(headX, headY, head[0] * 0.62, head[1], 0.3)
  draw.oval(headX + head[0] * 0.42, headY - head[1] * 0.55, head[0] * 0.34, head[1] * 0.62, 0.3)
  paintTail(draw, build, back)
  paintEars(draw, build, [headX, headY])
  paintHorns(draw, build, [headX, headY])
  if (fur === 'mane') draw.curve(0.09, [headX - 0.1, headY + 0.06], [0.3, back + 0.26], [0.18, back - 0.02])
  if (fur === 'wool')
    for (let curl = 0; curl < 12; curl += 1) {
      const angle = (curl / 12) * Math.PI * 2
      draw.oval(Math.cos(angle) * 0.4, middle + Math.sin(angle) * trunk * 0.86, 0.12, 0.11)
    }
}

function paintCrane(p: Painting, at: Stand): void {
  const draw = pen(p, at, at.size)
  p.ctx.lineCap = 'round'
  draw.line(0.018, [-0.06, 0.46], [-0.05, 0.22], [-0.08, 0])
  draw.line(0.018, [0.04, 0.46], [0.06, 0.22], [0.04, 0])
  draw.outline(CRANE_BODY)
}

/** An animal of a kind, as a silhouette with light from above. */
export function paintAnimal(p: Painting, kind: GroundAnimal, at: Stand, color: Rgb): void {
  const paint = (stand: Stand, fill: string) => {
    p.ctx.fillStyle = fill
    p.ctx.strokeStyle = fill
    if (kind === 'crane') paintCrane(p, stand)
    else paintFourFooted(p, stand, BUILDS[kind])
  }
  paint({ ...at, y: at.y - Math.max(1, at.size * 0.012) }, css(p.palette.light, 0.7))
  paint(at, css(kind === 'crane' || kind === 'sheep' ? p.palette.light : color))
}
