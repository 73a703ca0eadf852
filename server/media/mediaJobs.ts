import { type Canvas, createCanvas, type Image, loadImage } from '@napi-rs/canvas'
import { encodeClip } from './encodeClip'
import type { CameraMove } from '../../src/protocol/cameraMoves'
import { paintScene } from './painting/paint'
import type { SceneWords } from './painting/view'
import type { Size } from './sizes'

/** Work for a worker thread. */
export type MediaJob =
  | { readonly kind: 'paint'; readonly words: SceneWords; readonly picture: Size; readonly thumbnail: Size }
  /** Convert an image file of any format and size. */
  | { readonly kind: 'fit'; readonly file: Uint8Array; readonly picture: Size; readonly thumbnail: Size }
  | {
      readonly kind: 'encode'
      readonly picture: Uint8Array
      readonly move: CameraMove
      readonly size: Size
      readonly fps: number
      readonly frames: number
    }

/** The files that a job makes. */
export interface MediaJobResults {
  readonly paint: { readonly picture: Uint8Array; readonly thumbnail: Uint8Array }
  readonly fit: { readonly picture: Uint8Array; readonly thumbnail: Uint8Array }
  readonly encode: { readonly clip: Uint8Array }
}

const JPEG_QUALITY = 85

/** `image` scaled to fill `size`; what exceeds it is cut off equally at both sides. */
function cover(image: Canvas | Image, size: Size): Canvas {
  const canvas = createCanvas(size.width, size.height)
  const ctx = canvas.getContext('2d')
  ctx.imageSmoothingQuality = 'high'
  const scale = Math.max(size.width / image.width, size.height / image.height)
  const [width, height] = [image.width * scale, image.height * scale]
  ctx.drawImage(image, (size.width - width) / 2, (size.height - height) / 2, width, height)
  return canvas
}

async function asFiles(canvas: Canvas, thumbnail: Size): Promise<MediaJobResults['paint']> {
  const [picture, small] = await Promise.all([
    canvas.encode('jpeg', JPEG_QUALITY),
    cover(canvas, thumbnail).encode('jpeg', JPEG_QUALITY),
  ])
  return { picture: new Uint8Array(picture), thumbnail: new Uint8Array(small) }
}

/** Do a job. Throws where a file cannot be decoded. */
export async function doJob(job: MediaJob): Promise<MediaJobResults[MediaJob['kind']]> {
  switch (job.kind) {
    case 'paint':
      return asFiles(paintScene(job.words, job.picture), job.thumbnail)
    case 'fit':
      return asFiles(cover(await loadImage(job.file), job.picture), job.thumbnail)
    case 'encode':
      return { clip: await encodeClip(await loadImage(job.picture), job) }
  }
}
