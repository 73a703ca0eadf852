import { windowOf, type Crop, type CropWindow } from '@/protocol/cameraMoves'

/** The CSS transform (origin at the top left) that fills a frame with one part of a picture. */
export function windowTransform({ left, top, size }: CropWindow): string {
  const shift = (start: number) => `${((-start / size) * 100).toFixed(2)}%`
  return `translate(${shift(left)}, ${shift(top)}) scale(${1 / size})`
}

/** The CSS transform (origin at the top left) that fills a frame with one crop of a picture. */
export function cropTransform(crop: Crop): string {
  return windowTransform(windowOf(crop))
}
