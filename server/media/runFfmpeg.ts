import { Buffer } from 'node:buffer'
import { spawn } from 'node:child_process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { joinPackets, takeApart } from '../../src/exports/joinClips'
import type { Size } from './sizes'

/** How much of what the program says about an error is kept, in characters. */
const LONGEST_COMPLAINT = 400

/** What the program is asked to encode. */
interface Encoding {
  readonly size: Size
  readonly fps: number
}

/**
 * The arguments of ffmpeg. The result comes through a pipe, where an MP4 file can only be written in fragments. One thread
 * a clip, because several clips are encoded at once; no B-frames, so that clips can be joined at any place.
 */
function argumentsFor({ size, fps }: Encoding): string[] {
  const input = [
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgba',
    '-s',
    `${size.width}x${size.height}`,
    '-r',
    String(fps),
  ]
  const video = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '21', '-bf', '0', '-threads', '1']
  const format = ['-pix_fmt', 'yuv420p', '-g', String(fps), '-f', 'mp4']
  const fragments = ['-movflags', 'frag_keyframe+empty_moov+default_base_moof']
  return [
    '-loglevel',
    'error',
    '-nostdin',
    ...input,
    '-i',
    'pipe:0',
    ...video,
    ...format,
    ...fragments,
    'pipe:1',
  ]
}

function* buffersOf(frames: Iterable<Uint8ClampedArray>): Generator<Buffer> {
  for (const { buffer, byteOffset, byteLength } of frames) yield Buffer.from(buffer, byteOffset, byteLength)
}

/**
 * Encode frames with ffmpeg.
 *
 * @param frames as RGBA, each drawn only when the program takes it
 * @returns an MP4 file with its index, not in fragments
 * @throws Error with what the program says, if it fails
 */
export async function runFfmpeg(
  program: string,
  encoding: Encoding,
  frames: Iterable<Uint8ClampedArray>,
): Promise<Uint8Array> {
  const child = spawn(program, argumentsFor(encoding), { stdio: ['pipe', 'pipe', 'pipe'] })
  const output: Buffer[] = []
  let complaint = ''
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk.toString()}`.slice(0, LONGEST_COMPLAINT)
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const bytes = Readable.from(buffersOf(frames), { highWaterMark: 1 })
  // A program that ends early breaks the pipe. Its exit code and its complaint say why.
  const [code] = await Promise.all([ended, pipeline(bytes, child.stdin).catch(() => undefined)])
  if (code !== 0) throw new Error(`${program} could not encode the clip. ${complaint.trim()}`)
  return joinPackets([await takeApart(new Uint8Array(Buffer.concat(output)))])
}
