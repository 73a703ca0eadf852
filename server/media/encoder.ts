import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** How clips are encoded on this machine. */
export interface Encoder {
  /** The program that encodes, with libx264 in it; null for the encoder that comes with the studio. */
  readonly ffmpeg: string | null
  /** The longer side of a clip, in pixels. */
  readonly longSide: number
}

/** The longer side of a clip where nothing else is set: what one core encodes faster than it plays. */
export const BUILT_IN_LONG_SIDE = 854
const FFMPEG_LONG_SIDE = 1280
const SMALLEST_LONG_SIDE = 160
/** Larger clips would show no more than the picture. */
const LARGEST_LONG_SIDE = 1280

function readLongSide(setting: string | undefined): number | null {
  if (setting === undefined || setting === '') return null
  const value = Number(setting)
  if (!Number.isInteger(value) || value < SMALLEST_LONG_SIDE || value > LARGEST_LONG_SIDE)
    throw new Error(
      `CLIP_LONG_SIDE is “${setting}”, but must be a whole number from ${SMALLEST_LONG_SIDE} to ${LARGEST_LONG_SIDE}.`,
    )
  return value
}

/** Whether `program` is an ffmpeg that encodes H.264. */
async function encodesH264(program: string): Promise<boolean> {
  try {
    const { stdout } = await run(program, ['-hide_banner', '-encoders'])
    return stdout.includes('libx264')
  } catch {
    return false // there is no such program, or it is not ffmpeg
  }
}

/**
 * Find out how clips are encoded, from two settings: `FFMPEG` (a path; `off` for the built-in encoder; by default an
 * `ffmpeg` that can be found) and `CLIP_LONG_SIDE` in pixels.
 *
 * @returns a function that answers at once after the first call
 * @throws Error at once for a `CLIP_LONG_SIDE` that is no such number
 */
export function createEncoderFinder(
  env: Readonly<Record<string, string | undefined>>,
): () => Promise<Encoder> {
  const longSide = readLongSide(env['CLIP_LONG_SIDE'])
  const program = env['FFMPEG'] || 'ffmpeg'
  async function find(): Promise<Encoder> {
    const ffmpeg = program !== 'off' && (await encodesH264(program)) ? program : null
    return { ffmpeg, longSide: longSide ?? (ffmpeg === null ? BUILT_IN_LONG_SIDE : FFMPEG_LONG_SIDE) }
  }
  let found: Promise<Encoder> | null = null
  return () => (found ??= find())
}
