import type { AspectRatio } from '../../src/protocol/aspectRatios'

/** A size in pixels. Clips need even numbers, because H.264 stores colour at half the resolution. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** The sizes of pictures, thumbnails and clips. */
export const SIZES: Readonly<Record<AspectRatio, { picture: Size; thumbnail: Size; clip: Size }>> = {
  '9:16': {
    picture: { width: 720, height: 1280 },
    thumbnail: { width: 180, height: 320 },
    clip: { width: 360, height: 640 },
  },
  '16:9': {
    picture: { width: 1280, height: 720 },
    thumbnail: { width: 320, height: 180 },
    clip: { width: 640, height: 360 },
  },
  '1:1': {
    picture: { width: 1024, height: 1024 },
    thumbnail: { width: 320, height: 320 },
    clip: { width: 480, height: 480 },
  },
}

/** Frames per second of a clip. */
export const CLIP_FPS = 24
