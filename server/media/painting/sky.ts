import { css, mix } from './color'
import { fade, glow, type Painting } from './painting'

function stars(p: Painting): void {
  const random = p.random.branch('stars')
  const many = p.view.things.has('star')
  for (let i = 0; i < (many ? 420 : 170); i++) {
    const y = p.horizon * random.next() ** 1.3
    p.ctx.fillStyle = css(p.palette.light, random.between(0.15, 0.9) * (1 - y / p.horizon))
    const size = p.unit * random.between(0.06, random.chance(0.06) ? 0.34 : 0.17)
    p.ctx.beginPath()
    p.ctx.arc(random.next() * p.width, y, size, 0, Math.PI * 2)
    p.ctx.fill()
  }
}

function sunOrMoon(p: Painting): void {
  const { x, y } = p.sun
  const night = p.view.time === 'night'
  const large = p.view.things.has('moon') ? 1.6 : 1
  const radius = p.unit * (night ? 5.2 : p.view.time === 'day' ? 4.4 : 6.4) * large
  glow(p, x, y, p.unit * 90, p.palette.light, night ? 0.34 : 0.62)
  glow(p, x, y, radius * 3.4, p.palette.light, night ? 0.5 : 0.8)
  p.ctx.fillStyle = css(mix(p.palette.light, [255, 255, 255], 0.45), 0.96)
  p.ctx.beginPath()
  p.ctx.arc(x, y, radius, 0, Math.PI * 2)
  p.ctx.fill()
  if (!night) return
  const random = p.random.branch('moon')
  for (let i = 0; i < 7; i++) {
    const angle = random.next() * Math.PI * 2
    const distance = radius * 0.62 * Math.sqrt(random.next())
    p.ctx.fillStyle = css(mix(p.palette.light, p.palette.sky, 0.55), 0.16)
    p.ctx.beginPath()
    p.ctx.arc(
      x + Math.cos(angle) * distance,
      y + Math.sin(angle) * distance,
      radius * random.between(0.1, 0.3),
      0,
      7,
    )
    p.ctx.fill()
  }
}

/** A bank of clouds: many flat, soft ellipses. */
function cloud(p: Painting, x: number, y: number, size: number, alpha: number): void {
  const random = p.random.branch(`cloud ${x.toFixed(0)}`)
  const color = mix(p.palette.horizon, p.palette.light, 0.4)
  for (let i = 0; i < 26; i++) {
    const offset = random.between(-1, 1)
    const radius = size * random.between(0.12, 0.32) * (1 - Math.abs(offset) * 0.6)
    p.ctx.save()
    p.ctx.translate(x + offset * size, y + random.between(-0.06, 0.06) * size)
    p.ctx.scale(1.9, 0.34)
    const gradient = p.ctx.createRadialGradient(0, 0, 0, 0, 0, radius)
    gradient.addColorStop(0, css(color, alpha))
    gradient.addColorStop(1, css(color, 0))
    p.ctx.fillStyle = gradient
    p.ctx.fillRect(-radius, -radius, radius * 2, radius * 2)
    p.ctx.restore()
  }
}

/** The sky with sun or moon, stars and clouds, down to below the horizon. */
export function paintSky(p: Painting): void {
  const { zenith, sky, horizon } = p.palette
  p.ctx.fillStyle = fade(
    p,
    0,
    p.horizon * 1.05,
    css(zenith),
    css(mix(zenith, sky, 0.7)),
    css(sky),
    css(horizon),
  )
  p.ctx.fillRect(0, 0, p.width, p.height)
  const overcast = p.view.weather === 'rain' || p.view.weather === 'storm' || p.view.weather === 'snow'
  if (p.view.time === 'night' && !overcast) stars(p)
  if (!overcast || p.view.things.has('moon')) sunOrMoon(p)
  else glow(p, p.sun.x, p.sun.y, p.unit * 80, p.palette.light, 0.22)
  const random = p.random.branch('clouds')
  const banks = overcast ? 11 : p.view.weather === 'fog' ? 8 : 5
  for (let i = 0; i < banks; i++)
    cloud(
      p,
      random.between(-0.1, 1.1) * p.width,
      p.horizon * random.between(0.12, 0.85),
      p.unit * random.between(24, 60),
      (p.view.time === 'night' ? 0.05 : 0.15) * random.between(0.6, 1.3),
    )
}

/** A band of mist lying over the land. */
export function paintMist(p: Painting, y: number, thickness: number, alpha: number): void {
  const color = mix(p.palette.horizon, p.palette.sky, 0.25)
  p.ctx.fillStyle = fade(p, y - thickness, y + thickness, css(color, 0), css(color, alpha), css(color, 0))
  p.ctx.fillRect(0, y - thickness, p.width, thickness * 2)
}
