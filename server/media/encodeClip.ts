import { createCanvas, type Image } from '@napi-rs/canvas'
import encoderModule from 'h264-mp4-encoder'
import { windowAt, type CameraMove } from '../../src/protocol/cameraMoves'
import { runFfmpeg } from './runFfmpeg'
import type { Size } from './sizes'

/** From best (10) to worst (51). This value keeps the grain of a still picture in motion. */
const QUANTIZATION = 27
/** From best (0) to fastest (10). */
const SPEED = 10

/** A clip to encode. */
export interface ClipPlan {
  readonly move: CameraMove
  readonly size: Size
  readonly fps: number
  readonly frames: number
  /** The program that encodes; null for the built-in encoder. */
  readonly ffmpeg: string | null
}

/** How often the progress is reported, in frames. */
const REPORT_FRAMES = 12

/** The frames of a move over a picture, as RGBA. */
function* framesOf(
  picture: Image,
  plan: ClipPlan,
  onProgress?: (share: number) => void,
): Generator<Uint8ClampedArray> {
  const { width, height } = plan.size
  const ctx = createCanvas(width, height).getContext('2d')
  ctx.imageSmoothingQuality = 'medium'
  for (let frame = 0; frame < plan.frames; frame++) {
    const window = windowAt(plan.move, plan.frames > 1 ? frame / (plan.frames - 1) : 0)
    ctx.drawImage(
      picture,
      window.left * picture.width,
      window.top * picture.height,
      window.size * picture.width,
      window.size * picture.height,
      0,
      0,
      width,
      height,
    )
    yield ctx.getImageData(0, 0, width, height).data
    if ((frame + 1) % REPORT_FRAMES === 0) onProgress?.((frame + 1) / plan.frames)
  }
}

async function encodeBuiltIn(plan: ClipPlan, frames: Iterable<Uint8ClampedArray>): Promise<Uint8Array> {
  const encoder = await encoderModule.createH264MP4Encoder()
  encoder.width = plan.size.width
  encoder.height = plan.size.height
  encoder.frameRate = plan.fps
  encoder.quantizationParameter = QUANTIZATION
  encoder.speed = SPEED
  encoder.groupOfPictures = plan.fps
  encoder.initialize()
  for (const frame of frames) encoder.addFrameRgba(frame)
  encoder.finalize()
  const file = encoder.FS.readFile(encoder.outputFilename)
  // All encoders of a thread share one file system in memory.
  encoder.FS.unlink(encoder.outputFilename)
  encoder.delete()
  return file
}

/**
 * Encode a clip of a camera move over a picture. This blocks its thread, so it runs in a worker.
 *
 * @param onProgress called with the share that is encoded, from 0 to 1
 * @returns an MP4 file with one H.264 track, a key frame every second so that a player can seek
 */
export async function encodeClip(
  picture: Image,
  plan: ClipPlan,
  onProgress?: (share: number) => void,
): Promise<Uint8Array> {
  const frames = framesOf(picture, plan, onProgress)
  return plan.ffmpeg === null ? encodeBuiltIn(plan, frames) : runFfmpeg(plan.ffmpeg, plan, frames)
}
