import { type Canvas, createCanvas, type Image, loadImage } from '@napi-rs/canvas'
import { encodeClip } from './encodeClip'
import type { CameraMove, Focus } from '../../src/protocol/cameraMoves'
import { paintScene } from './painting/paint'
import type { SceneWords } from './painting/view'
import type { Size } from './sizes'

/** Work for a worker thread. */
export type MediaJob =
  | {
      readonly kind: 'paint'
      readonly words: SceneWords
      /** Another number gives another picture of the same words. */
      readonly take: number
      /** An image file whose colours the picture takes; null for none. */
      readonly reference: Uint8Array | null
      readonly picture: Size
      readonly thumbnail: Size
    }
  /** Convert an image file of any format and size. */
  | { readonly kind: 'fit'; readonly file: Uint8Array; readonly picture: Size; readonly thumbnail: Size }
  | {
      readonly kind: 'encode'
      readonly picture: Uint8Array
      readonly move: CameraMove
      readonly size: Size
      readonly fps: number
      readonly frames: number
      /** The program that encodes; null for the built-in encoder. */
      readonly ffmpeg: string | null
    }

/** The files that a job makes. */
export interface MediaJobResults {
  readonly paint: {
    readonly picture: Uint8Array
    readonly thumbnail: Uint8Array
    /** Where the subject is; null where there is none. */
    readonly focus: Focus | null
  }
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

async function asFiles(canvas: Canvas, thumbnail: Size): Promise<MediaJobResults['fit']> {
  const [picture, small] = await Promise.all([
    canvas.encode('jpeg', JPEG_QUALITY),
    cover(canvas, thumbnail).encode('jpeg', JPEG_QUALITY),
  ])
  return { picture: new Uint8Array(picture), thumbnail: new Uint8Array(small) }
}

/** How strongly a picture takes the colours of its reference. */
const REFERENCE_STRENGTH = 0.75
/** A reference is reduced to this many points at its longer side, so that its colours count and not its details. */
const REFERENCE_POINTS = 24

/** Give a picture the colours of another one, roughly where that has them; light and shade stay its own. */
function takeColours(canvas: Canvas, reference: Image): void {
  const { width, height } = canvas
  const scale = REFERENCE_POINTS / Math.max(width, height)
  const small = cover(reference, {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  })
  const ctx = canvas.getContext('2d')
  ctx.globalCompositeOperation = 'color'
  ctx.globalAlpha = REFERENCE_STRENGTH
  ctx.imageSmoothingQuality = 'high'
  ctx.drawImage(small, 0, 0, width, height)
}

/**
 * Do a job. Throws where a file cannot be decoded.
 *
 * @param onProgress called with the share of a clip that is encoded, from 0 to 1
 */
export async function doJob(
  job: MediaJob,
  onProgress?: (share: number) => void,
): Promise<MediaJobResults[MediaJob['kind']]> {
  switch (job.kind) {
    case 'paint': {
      const { canvas, focus } = paintScene(job.words, job.picture, job.take)
      if (job.reference !== null) takeColours(canvas, await loadImage(job.reference))
      return { ...(await asFiles(canvas, job.thumbnail)), focus }
    }
    case 'fit':
      return asFiles(cover(await loadImage(job.file), job.picture), job.thumbnail)
    case 'encode':
      return { clip: await encodeClip(await loadImage(job.picture), job, onProgress) }
  }
}
