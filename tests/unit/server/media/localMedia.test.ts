import { loadImage } from '@napi-rs/canvas'
import { afterAll, describe, expect, it } from 'vitest'
import { createEncoderFinder } from '../../../../server/media/encoder'
import { clipSize, SIZES } from '../../../../server/media/sizes'
import { createWorkerPool } from '../../../../server/media/workerPool'
import { draftCamera } from '../../../../server/producers/draftCamera'
import { createLocalMedia } from '../../../../server/producers/localMedia'
import { draftScenes } from '../../../../server/producers/draftScenes'
import type { StoryContext, StoryScene } from '../../../../server/producers/types'
import { ASPECT_RATIOS, type AspectRatio } from '../../../../src/protocol/aspectRatios'

/** The encoder of the studio, whatever this machine has. */
const BUILT_IN = createEncoderFinder({ FFMPEG: 'off' })
const pool = createWorkerPool(1)
const media = createLocalMedia(pool, BUILT_IN)
const { signal } = new AbortController()
afterAll(() => pool.close())

function storyIn(aspectRatio: AspectRatio): StoryContext {
  return { projectId: 'p', story: '深夜的雪山上，一位老人走过木桥。', aspectRatio, filmLength: 'full' }
}

function sceneOf(narration: string): StoryScene {
  const [draft] = draftScenes(narration, narration)
  if (!draft) throw new Error('a sentence makes a scene')
  return { ...draft, description: '', durationSeconds: 1.5 }
}

const scene = sceneOf(storyIn('16:9').story)

/** Boxes of an MP4 file: https://developer.apple.com/documentation/quicktime-file-format/atoms */
function boxesIn(data: Buffer): Map<string, Buffer> {
  const boxes = new Map<string, Buffer>()
  for (let at = 0; at + 8 <= data.length;) {
    const size = data.readUInt32BE(at)
    boxes.set(data.toString('latin1', at + 4, at + 8), data.subarray(at + 8, at + size))
    at += Math.max(8, size)
  }
  return boxes
}

describe('pictures', () => {
  it.each(ASPECT_RATIOS)('are JPEG files in the shape of a %s film, with a small version', async (ratio) => {
    const { image, thumbnail } = await media.picture(scene, storyIn(ratio), signal)
    const sizes = SIZES[ratio]
    for (const [file, size] of [
      [image, sizes.picture],
      [thumbnail, sizes.thumbnail],
    ] as const) {
      const decoded = await loadImage(Buffer.from(file.data))
      expect({ width: decoded.width, height: decoded.height }).toEqual(size)
      expect({ width: file.width, height: file.height, mime: file.mime }).toEqual({
        ...size,
        mime: 'image/jpeg',
      })
      expect(Buffer.from(file.data).readUInt16BE(0)).toBe(0xffd8)
    }
  })

  it('are the same for the same prompt and different for another', async () => {
    const draw = async (words: string) =>
      (await media.picture(sceneOf(words), storyIn('1:1'), signal)).image.data
    const [first, again, other] = [
      await draw('他走进竹林。'),
      await draw('他走进竹林。'),
      await draw('他走进竹林，天亮了。'),
    ]
    expect(Buffer.compare(first, again)).toBe(0)
    expect(Buffer.compare(first, other)).not.toBe(0)
  })

  it.each([
    '大漠黄昏，旅人牵着马。',
    '雷雨中的大海，一艘船。',
    '山洞里有光。',
    '城市的夜晚，霓虹高楼，下雨。',
    '寺庙古塔，飞鸟，薄雾。',
    'A child by the fire in a room.',
    'A town street in winter.',
    'People in a wheat field, a dog, a bridge.',
    '月光竹林，众人，灯笼。',
    '🎬',
  ])('can be drawn of anything: %s', async (words) => {
    const { image } = await media.picture(sceneOf(words), storyIn('9:16'), signal)
    expect(image.data.length).toBeGreaterThan(10_000)
  })

  it('from elsewhere are converted to the shape of the film', async () => {
    const { image } = await media.picture(scene, storyIn('16:9'), signal)
    const fitted = await media.fit(image.data, storyIn('9:16'), signal)
    expect(await loadImage(Buffer.from(fitted.image.data))).toMatchObject(SIZES['9:16'].picture)
    await expect(media.fit(new Uint8Array([1, 2, 3]), storyIn('9:16'), signal)).rejects.toThrow()
  })
})

describe('clips', () => {
  it.each(ASPECT_RATIOS)('are MP4 files with H.264 of the right length and shape for %s', async (ratio) => {
    const { image } = await media.picture(scene, storyIn(ratio), signal)
    const clip = await media.clip(scene, image, draftCamera(scene, null), storyIn(ratio), signal)
    const file = Buffer.from(clip.data)
    const movie = boxesIn(boxesIn(file).get('moov') ?? Buffer.alloc(0))
    const header = movie.get('mvhd') ?? Buffer.alloc(20)
    expect([...boxesIn(file).keys()]).toEqual(expect.arrayContaining(['ftyp', 'mdat', 'moov']))
    expect(header.readUInt32BE(16) / header.readUInt32BE(12)).toBeCloseTo(1.5, 1)
    expect(file.includes('avc1')).toBe(true)
    expect(clip).toMatchObject({ ...clipSize(ratio, 854), fps: 24, durationSeconds: 1.5, mime: 'video/mp4' })
    expect(clip.subtitles).toMatch(/^WEBVTT\n\n00:00:00\.000 --> 00:00:01\.500\n深夜的雪山上/)
  })

  it('stop as soon as the signal is aborted, and the next job still runs', async () => {
    const { image } = await media.picture(scene, storyIn('16:9'), signal)
    const abort = new AbortController()
    const reason = new Error('paused')
    const long = { ...scene, durationSeconds: 600 }
    const running = media.clip(long, image, draftCamera(scene, null), storyIn('16:9'), abort.signal)
    const waiting = media.clip(long, image, draftCamera(scene, null), storyIn('16:9'), abort.signal)
    const next = media.picture(scene, storyIn('16:9'), signal)
    abort.abort(reason)
    await expect(running).rejects.toBe(reason)
    await expect(waiting).rejects.toBe(reason)
    expect((await next).image.data.length).toBeGreaterThan(10_000)
  })
})

describe('the pool', () => {
  it('refuses jobs that are already aborted, and all jobs once it is closed', async () => {
    const closing = createWorkerPool(1)
    const late = createLocalMedia(closing, BUILT_IN)
    await expect(
      late.picture(scene, storyIn('1:1'), AbortSignal.abort(new Error('too late'))),
    ).rejects.toThrow('too late')
    const unfinished = late.picture(scene, storyIn('1:1'), signal)
    await Promise.all([closing.close(), expect(unfinished).rejects.toThrow('has ended')])
    await expect(late.picture(scene, storyIn('1:1'), signal)).rejects.toThrow('closing')
  })
})
