import type { AspectRatio } from '../../src/protocol/aspectRatios'

/** A size in pixels. Clips need even numbers, because H.264 stores colour at half the resolution. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** The sizes of pictures and thumbnails. */
export const SIZES: Readonly<Record<AspectRatio, { picture: Size; thumbnail: Size }>> = {
  '9:16': { picture: { width: 720, height: 1280 }, thumbnail: { width: 180, height: 320 } },
  '16:9': { picture: { width: 1280, height: 720 }, thumbnail: { width: 320, height: 180 } },
  '1:1': { picture: { width: 1024, height: 1024 }, thumbnail: { width: 320, height: 320 } },
}

/** The size of a clip whose longer side has `longSide` pixels. */
export function clipSize(ratio: AspectRatio, longSide: number): Size {
  const { width, height } = SIZES[ratio].picture
  const scale = longSide / Math.max(width, height)
  const even = (pixels: number) => 2 * Math.round((pixels * scale) / 2)
  return { width: even(width), height: even(height) }
}

/** Frames per second of a clip. */
export const CLIP_FPS = 24
