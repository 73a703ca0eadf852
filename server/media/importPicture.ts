import { createCanvas, loadImage } from '@napi-rs/canvas'
import type { PictureFile } from '../producers/types'
import { imageTypeOf } from './imageType'

const JPEG_QUALITY = 90
/** The longer side of a thumbnail, in pixels. */
const THUMBNAIL_PX = 320

/**
 * A picture from a file as the studio keeps them, with its small version. A JPEG file stays as it is, byte for byte.
 *
 * @throws Error if it is no image, or cannot be decoded
 */
export async function importPicture(
  bytes: Uint8Array,
): Promise<{ image: PictureFile; thumbnail: PictureFile }> {
  const type = imageTypeOf(bytes)
  if (type === null) throw new Error('The file is no picture.')
  const image = await loadImage(bytes)
  const { width, height } = image
  async function jpegOf(scale: number): Promise<PictureFile> {
    const size = {
      width: Math.max(1, Math.round(width * scale)),
      height: Math.max(1, Math.round(height * scale)),
    }
    const canvas = createCanvas(size.width, size.height)
    const ctx = canvas.getContext('2d')
    ctx.imageSmoothingQuality = 'high'
    ctx.drawImage(image, 0, 0, size.width, size.height)
    return { data: new Uint8Array(await canvas.encode('jpeg', JPEG_QUALITY)), ...size, mime: 'image/jpeg' }
  }
  const whole: PictureFile =
    type === 'image/jpeg' ? { data: bytes, width, height, mime: 'image/jpeg' } : await jpegOf(1)
  return { image: whole, thumbnail: await jpegOf(Math.min(1, THUMBNAIL_PX / Math.max(width, height))) }
}
