import { type Canvas, createCanvas } from '@napi-rs/canvas'
import type { Focus } from '../../../src/protocol/cameraMoves'
import { createRandom, type Random } from '../random'
import { defocus, finish } from './finish'
import { paintForeground } from './foreground'
import { paintCaveMouth, paintRoom } from './interior'
import { paintOutdoors } from './outdoors'
import type { Painting } from './painting'
import { createPalette } from './palette'
import { paintSubjects } from './subjects'
import { type SceneWords, type View, viewOf } from './view'
import { paintWeather } from './weather'

/** The height of the horizon in each shot, from the top, as a share of the picture's height. */
const HORIZON = { extreme_wide: 0.6, wide: 0.54, medium: 0.54, close: 0.5 } as const

function begin(canvas: Canvas, view: View, random: Random): Painting {
  const { width, height } = canvas
  const layout = random.branch('layout')
  const horizon = height * HORIZON[view.shot] * layout.between(0.94, 1.06)
  const low = view.time === 'dusk' || view.time === 'dawn'
  return {
    ctx: canvas.getContext('2d'),
    width,
    height,
    unit: Math.min(width, height) / 100,
    horizon,
    sun: {
      x: width * (layout.chance(0.5) ? layout.between(0.2, 0.38) : layout.between(0.62, 0.8)),
      y: horizon * (low ? layout.between(0.6, 0.78) : layout.between(0.24, 0.46)),
    },
    view,
    palette: createPalette(view, random.branch('palette')),
    random,
  }
}

/**
 * Paint a scene. The same words always give the same picture, and other words a different one. No text is drawn.
 *
 * @param words the words of the scene
 * @param size in pixels
 * @param take another number gives another picture of the same words
 * @returns the picture, and where its subject is
 */
export function paintScene(
  words: SceneWords,
  size: { width: number; height: number },
  take = 0,
): { canvas: Canvas; focus: Focus | null } {
  const canvas = createCanvas(size.width, size.height)
  const view = viewOf(words)
  const seed = `${words.visual_prompt}\n${words.narration}${take === 0 ? '' : `\n${take}`}`
  const p = begin(canvas, view, createRandom(seed))
  const ground = view.place === 'room' ? paintRoom(p) : paintOutdoors(p)
  defocus(p)
  if (view.place === 'cave') paintCaveMouth(p)
  const focus = paintSubjects(p, ground)
  paintForeground(p)
  if (view.place !== 'room') paintWeather(p)
  finish(p)
  return { canvas, focus }
}
