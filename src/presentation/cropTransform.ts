import { windowOf, type Crop } from '@/protocol/cameraMoves'

/** The CSS transform (origin at the top left) that fills a frame with one crop of a picture. */
export function cropTransform(crop: Crop): string {
  const { left, top, size } = windowOf(crop)
  const shift = (start: number) => `${((-start / size) * 100).toFixed(2)}%`
  return `translate(${shift(left)}, ${shift(top)}) scale(${1 / size})`
}
