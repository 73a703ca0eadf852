import type { Random } from '../random'
import { mix, type Rgb } from './color'
import type { View } from './view'

/** The colours of a picture. */
export interface Palette {
  /** The sky from the zenith to the horizon. */
  readonly zenith: Rgb
  readonly sky: Rgb
  readonly horizon: Rgb
  /** Sun and moon. */
  readonly light: Rgb
  /** The farthest and the nearest land; layers in between are mixed. */
  readonly far: Rgb
  readonly near: Rgb
  /** Leaves and blossoms. */
  readonly leaf: Rgb
  readonly blossom: Rgb
  /** Light of windows, lamps and fires. */
  readonly warm: Rgb
}

type Base = Omit<Palette, 'leaf' | 'blossom' | 'warm'>

const BASES: Readonly<Record<NonNullable<View['time']>, Base>> = {
  dawn: {
    zenith: [92, 124, 160],
    sky: [214, 172, 164],
    horizon: [255, 226, 186],
    light: [255, 232, 190],
    far: [170, 150, 176],
    near: [36, 44, 66],
  },
  day: {
    zenith: [62, 132, 176],
    sky: [150, 204, 212],
    horizon: [252, 238, 204],
    light: [255, 248, 220],
    far: [146, 184, 190],
    near: [22, 58, 62],
  },
  dusk: {
    zenith: [50, 46, 88],
    sky: [176, 92, 96],
    horizon: [252, 186, 112],
    light: [255, 206, 136],
    far: [150, 96, 112],
    near: [30, 22, 42],
  },
  night: {
    zenith: [8, 14, 36],
    sky: [24, 42, 80],
    horizon: [70, 100, 132],
    light: [236, 240, 246],
    far: [52, 76, 110],
    near: [7, 11, 24],
  },
}

const LEAVES: Readonly<Record<NonNullable<View['season']>, readonly [leaf: Rgb, blossom: Rgb]>> = {
  spring: [
    [108, 146, 92],
    [246, 170, 184],
  ],
  summer: [
    [56, 118, 76],
    [240, 226, 190],
  ],
  autumn: [
    [196, 98, 44],
    [226, 160, 62],
  ],
  winter: [
    [150, 166, 176],
    [232, 238, 244],
  ],
}

/** The grey that weather lays over everything, and its strength. */
const VEILS: Readonly<Record<NonNullable<View['weather']>, readonly [Rgb, number]>> = {
  rain: [[84, 100, 116], 0.42],
  storm: [[38, 44, 60], 0.58],
  snow: [[186, 198, 212], 0.34],
  fog: [[206, 210, 208], 0.38],
  wind: [[196, 188, 160], 0.12],
}
const SEASON_TINTS: Readonly<Record<NonNullable<View['season']>, Rgb>> = {
  spring: [232, 176, 182],
  summer: [86, 150, 110],
  autumn: [214, 132, 62],
  winter: [190, 208, 226],
}
const WARM: Rgb = [255, 190, 104]

/** The colours of a view's time, weather and season, varied a little for each picture. */
export function createPalette(view: View, random: Random): Palette {
  const base = BASES[view.time]
  const [leaf, blossom] = LEAVES[view.season ?? 'summer']
  const tint: Rgb = [random.between(60, 230), random.between(70, 200), random.between(90, 220)]
  const dark = view.time === 'night' ? 0.3 : 1
  const [veil, strength] = view.weather ? VEILS[view.weather] : [tint, 0]
  const weathered = (color: Rgb, share = 1) => {
    const seasonal = view.season ? mix(color, SEASON_TINTS[view.season], 0.1 * dark * share) : color
    const veiled = mix(seasonal, mix(seasonal, veil, dark), strength * share)
    return mix(veiled, tint, 0.05 * dark)
  }
  const shade = (color: Rgb) =>
    mix(color, base.near, view.time === 'night' ? 0.66 : view.time === 'dusk' ? 0.42 : 0.1)
  return {
    zenith: weathered(base.zenith),
    sky: weathered(base.sky),
    horizon: weathered(base.horizon, 0.8),
    light: base.light,
    far: weathered(base.far),
    near: weathered(base.near, 0.35),
    leaf: shade(leaf),
    blossom: shade(blossom),
    warm: WARM,
  }
}
