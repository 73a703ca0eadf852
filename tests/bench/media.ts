import { readFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import process from 'node:process'
import { createCanvas, type Image, loadImage } from '@napi-rs/canvas'
import encoderModule from 'h264-mp4-encoder'
import { encodeClip } from '../../server/media/encodeClip'
import { doJob } from '../../server/media/mediaJobs'
import { cameraMoveOf, windowAt } from '../../src/protocol/cameraMoves'
import { paintScene } from '../../server/media/painting/paint'
import { BUILT_IN_LONG_SIDE, createEncoderFinder } from '../../server/media/encoder'
import { CLIP_FPS, clipSize, SIZES } from '../../server/media/sizes'
import { rewriteStory } from '../../server/producers/rewriteStory'
import { sceneSeconds } from '../../server/producers/beats'
import { draftScenes } from '../../server/producers/draftScenes'

/*
 * Measures pictures and clips: `npx jiti tests/bench/media.ts`. Everything runs sequentially in one thread. Times are
 * processor time, because other work on the machine affects it little.
 */

const FRAMES = 96
const QUANTIZATION = 27
const MOVE = cameraMoveOf('pan_left')
const { picture, thumbnail } = SIZES['16:9']
const clip = clipSize('16:9', BUILT_IN_LONG_SIDE)

const story = readFileSync(new URL('../fixtures/stories/taohuayuan.txt', import.meta.url), 'utf8')
const scenes = draftScenes(rewriteStory(story, 'full').text, story)

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

async function timed<T>(work: () => T | Promise<T>): Promise<{ ms: number; value: T }> {
  const start = process.cpuUsage()
  const value = await work()
  const { user, system } = process.cpuUsage(start)
  return { ms: (user + system) / 1000, value }
}

function print(what: string, ...figures: string[]): void {
  console.log(`${what.padEnd(58)} ${figures.map((figure) => figure.padStart(10)).join('')}`)
}

/** Encode the frames at one speed setting of the encoder. */
async function encodeAt(speed: number, image: Image): Promise<Uint8Array> {
  const ctx = createCanvas(clip.width, clip.height).getContext('2d')
  const encoder = await encoderModule.createH264MP4Encoder()
  Object.assign(encoder, clip, {
    frameRate: CLIP_FPS,
    quantizationParameter: QUANTIZATION,
    speed,
    groupOfPictures: CLIP_FPS,
  })
  encoder.initialize()
  for (let frame = 0; frame < FRAMES; frame++) {
    const { left, top, size } = windowAt(MOVE, frame / (FRAMES - 1))
    const [x, y, width, height] = [left, top, size, size].map((part, index) =>
      index % 2 === 0 ? part * image.width : part * image.height,
    )
    ctx.drawImage(image, x ?? 0, y ?? 0, width ?? 0, height ?? 0, 0, 0, clip.width, clip.height)
    encoder.addFrameRgba(ctx.getImageData(0, 0, clip.width, clip.height).data)
  }
  encoder.finalize()
  const file = encoder.FS.readFile(encoder.outputFilename)
  encoder.delete()
  return file
}

async function measurePictures(): Promise<void> {
  const painted: number[] = []
  const whole: number[] = []
  let bytes = 0
  for (const words of scenes) {
    painted.push((await timed(() => paintScene(words, picture))).ms)
    const { ms, value } = await timed(() =>
      doJob({ kind: 'paint', words, take: 0, reference: null, picture, thumbnail }),
    )
    whole.push(ms)
    if ('picture' in value) bytes += value.picture.length
  }
  print(
    `paint ${picture.width} × ${picture.height}, median of ${scenes.length} scenes`,
    `${median(painted).toFixed(0)} ms`,
  )
  print(
    '… with its JPEG files',
    `${median(whole).toFixed(0)} ms`,
    `${(bytes / scenes.length / 1000).toFixed(0)} kB`,
  )
}

async function measureClips(image: Image): Promise<void> {
  for (const speed of [0, 5, 10]) {
    const { ms, value } = await timed(() => encodeAt(speed, image))
    print(
      `${FRAMES} frames ${clip.width} × ${clip.height}, speed ${speed}`,
      `${ms.toFixed(0)} ms`,
      `${(value.length / 1000).toFixed(0)} kB`,
    )
  }
  // The program is another process, so its time is the time that passes, with one thread.
  const { ffmpeg } = await createEncoderFinder({})()
  if (ffmpeg !== null) {
    const size = clipSize('16:9', 1280)
    const start = performance.now()
    const file = await encodeClip(image, { move: MOVE, size, fps: CLIP_FPS, frames: FRAMES, ffmpeg })
    print(
      `${FRAMES} frames ${size.width} × ${size.height}, ffmpeg`,
      `${(performance.now() - start).toFixed(0)} ms`,
      `${(file.length / 1000).toFixed(0)} kB`,
    )
  }
  const seconds = scenes.reduce((sum, scene) => sum + sceneSeconds(scene.narration), 0)
  const { ms } = await timed(async () => {
    for (const scene of scenes) {
      const frames = sceneSeconds(scene.narration) * CLIP_FPS
      await encodeClip(image, { move: MOVE, size: clip, fps: CLIP_FPS, frames, ffmpeg: null })
    }
  })
  print(`all ${scenes.length} clips of the tale (${seconds} s of film)`, `${ms.toFixed(0)} ms`)
}

console.log(
  `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.versions.node}`,
)
await measurePictures()
const [first] = scenes
if (!first) throw new Error('the tale has scenes')
await measureClips(await loadImage(paintScene(first, picture).canvas.toBuffer('image/jpeg')))
