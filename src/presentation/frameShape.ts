import { ASPECT_RATIOS, DEFAULT_ASPECT_RATIO, type AspectRatio } from '@/protocol/aspectRatios'
import type { ProjectInfo, Scene } from '@/pipeline/state'

/** The size of a picture or clip in pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** The shape of a frame, as CSS and in pixels. */
export interface FrameShape extends Size {
  readonly css: string
}

/**
 * The shape of a project's frames. The pixels are the `width` and `height` of pictures of unknown size, so that the page
 * reserves their space before they load.
 */
const FRAME_SHAPES: Readonly<Record<AspectRatio, FrameShape>> = {
  '9:16': { css: '9 / 16', width: 720, height: 1280 },
  '16:9': { css: '16 / 9', width: 1280, height: 720 },
  '1:1': { css: '1 / 1', width: 1024, height: 1024 },
}

/** A frame is at most this many times as wide as high, and the reverse; a picture beyond that stands in a wider frame. */
const EXTREME = 3

/** A size whose two numbers are known; null otherwise. */
export function knownSize(of: {
  readonly width: number | null
  readonly height: number | null
}): Size | null {
  const { width, height } = of
  return width !== null && height !== null && width > 0 && height > 0 ? { width, height } : null
}

/**
 * The shape in which a picture or clip is shown whole: its own.
 *
 * @param size its size; null while unknown
 * @param aspectRatio the project's, for the time until the size is known
 */
export function frameShape(size: Size | null, aspectRatio: AspectRatio): FrameShape {
  if (size === null) return FRAME_SHAPES[aspectRatio]
  const ratio = Math.min(EXTREME, Math.max(1 / EXTREME, size.width / size.height))
  return {
    ...size,
    css: ratio === size.width / size.height ? `${size.width} / ${size.height}` : `${ratio} / 1`,
  }
}

function ratioOf({ width, height }: Size): number {
  return Math.log(width / height)
}

/** The shape of a project's film: the one that the server names, else the one nearest to its first picture or clip. */
export function filmRatio(
  info: Pick<ProjectInfo, 'aspectRatio'> | null,
  scenes: readonly Scene[],
): AspectRatio {
  if (info?.aspectRatio) return info.aspectRatio
  for (const { image, clip } of scenes)
    for (const item of [image, clip]) {
      const size = item.status === 'completed' ? knownSize(item.value) : null
      if (size) return nearest(size)
    }
  return DEFAULT_ASPECT_RATIO
}

function nearest(size: Size): AspectRatio {
  const distance = (one: AspectRatio) => Math.abs(ratioOf(FRAME_SHAPES[one]) - ratioOf(size))
  return [...ASPECT_RATIOS].sort((a, b) => distance(a) - distance(b))[0] ?? DEFAULT_ASPECT_RATIO
}
