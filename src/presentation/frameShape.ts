import type { AspectRatio } from '@/protocol/aspectRatios'

/**
 * The shape of a project's frames: as CSS, and in pixels for the `width` and `height` of pictures whose own size no
 * server told, so that the page keeps their place before they have come.
 */
export const FRAME_SHAPES: Readonly<
  Record<AspectRatio, { readonly css: string; readonly width: number; readonly height: number }>
> = {
  '9:16': { css: '9 / 16', width: 720, height: 1280 },
  '16:9': { css: '16 / 9', width: 1280, height: 720 },
  '1:1': { css: '1 / 1', width: 1024, height: 1024 },
}
