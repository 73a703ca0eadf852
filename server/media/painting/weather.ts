import { css, mix } from './color'
import { fade, glow, type Painting } from './painting'

function rain(p: Painting, strength: number): void {
  const random = p.random.branch('rain')
  for (let i = 0; i < 520 * strength; i++) {
    const near = random.next()
    const length = p.unit * (3 + 8 * near)
    const x = random.between(-0.1, 1.1) * p.width
    const y = random.between(-0.1, 1) * p.height
    p.ctx.strokeStyle = css(mix(p.palette.horizon, [255, 255, 255], 0.4), 0.1 + 0.24 * near)
    p.ctx.lineWidth = Math.max(0.7, p.unit * 0.16 * near)
    p.ctx.beginPath()
    p.ctx.moveTo(x, y)
    p.ctx.lineTo(x - length * 0.24, y + length)
    p.ctx.stroke()
  }
}

function lightning(p: Painting): void {
  const random = p.random.branch('lightning')
  let x = p.width * random.between(0.25, 0.75)
  glow(p, x, p.horizon * 0.4, p.unit * 70, [210, 220, 255], 0.5)
  p.ctx.strokeStyle = css([240, 244, 255], 0.95)
  p.ctx.lineWidth = p.unit * 0.5
  p.ctx.beginPath()
  p.ctx.moveTo(x, 0)
  for (let y = 0; y < p.horizon; y += p.unit * 6) {
    x += p.unit * random.between(-5, 5)
    p.ctx.lineTo(x, y)
  }
  p.ctx.stroke()
}

function flakes(p: Painting): void {
  const random = p.random.branch('snow')
  for (let i = 0; i < 620; i++) {
    const near = random.next() ** 3
    p.ctx.fillStyle = css([255, 255, 255], random.between(0.35, 0.95) * (near > 0.6 ? 0.5 : 1))
    p.ctx.beginPath()
    p.ctx.arc(random.next() * p.width, random.next() * p.height, p.unit * (0.14 + 1.1 * near), 0, Math.PI * 2)
    p.ctx.fill()
  }
}

/** Petals, leaves or dust that the wind carries across. */
function drift(p: Painting): void {
  const random = p.random.branch('drift')
  const color = p.view.things.has('blossom') ? p.palette.blossom : p.palette.leaf
  for (let i = 0; i < 110; i++) {
    const near = random.next() ** 2
    p.ctx.save()
    p.ctx.translate(random.next() * p.width, random.between(0.1, 1) * p.height)
    p.ctx.rotate(random.between(-0.9, 0.5))
    p.ctx.fillStyle = css(mix(color, p.palette.light, 0.3), random.between(0.4, 0.9))
    p.ctx.beginPath()
    p.ctx.ellipse(0, 0, p.unit * (0.4 + 1.1 * near), p.unit * (0.2 + 0.46 * near), 0, 0, Math.PI * 2)
    p.ctx.fill()
    p.ctx.restore()
  }
}

/** Rain, snow, fog and whatever drifts in the air, in front of everything else. */
export function paintWeather(p: Painting): void {
  const haze = css(p.palette.horizon, 0.3)
  switch (p.view.weather) {
    case 'rain':
      return rain(p, 1)
    case 'storm':
      lightning(p)
      return rain(p, 1.6)
    case 'snow':
      return flakes(p)
    case 'wind':
      return drift(p)
    case 'fog':
      p.ctx.fillStyle = fade(
        p,
        p.height * 0.25,
        p.height,
        css(p.palette.horizon, 0),
        haze,
        css(p.palette.horizon, 0.12),
      )
      return p.ctx.fillRect(0, 0, p.width, p.height)
    case null:
      if (p.view.things.has('blossom') && p.view.place !== 'room') drift(p)
  }
}
