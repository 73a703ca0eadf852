import { createCanvas, loadImage } from '@napi-rs/canvas'
import { readCameraMove } from '../../../../src/protocol/cameraMoves'
import { encodeClip } from '../../../../server/media/encodeClip'

/** A real clip with few pixels. `shade`: from 0 to 255. */
export async function tinyClip(
  shade: number,
  frames: number,
  size = { width: 32, height: 48 },
): Promise<Uint8Array> {
  const canvas = createCanvas(size.width, size.height)
  const ctx = canvas.getContext('2d')
  ctx.fillStyle = `rgb(${shade} ${shade} ${shade})`
  ctx.fillRect(0, 0, size.width, size.height)
  const move = readCameraMove('zoom_in', { description: '' })
  return encodeClip(await loadImage(canvas.toBuffer('image/png')), {
    move,
    size,
    fps: 24,
    frames,
    ffmpeg: null,
  })
}
