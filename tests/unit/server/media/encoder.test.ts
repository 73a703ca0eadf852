import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { describe, expect, it, onTestFinished } from 'vitest'
import { encodeClip } from '../../../../server/media/encodeClip'
import { createEncoderFinder } from '../../../../server/media/encoder'
import { takeApart } from '@/exports/joinClips'
import { cameraMoveOf } from '../../../../src/protocol/cameraMoves'
import { tinyClip } from '../support/tinyClip'

/** A program that takes part as ffmpeg: it lists an encoder, counts the bytes of the frames, and answers with `clip`. */
async function fakeFfmpeg(script: string, clip?: Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dailies-ffmpeg-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const program = join(folder, 'ffmpeg')
  if (clip) await writeFile(join(folder, 'clip.mp4'), clip)
  await writeFile(
    program,
    `#!${process.execPath}
const { readFileSync, writeFileSync } = require('node:fs')
const args = process.argv.slice(2)
if (args.includes('-encoders')) { console.log(' V..... libx264  H.264'); process.exit(0) }
${script}
`,
  )
  await chmod(program, 0o755)
  return program
}

const COUNT_AND_ANSWER = `
let bytes = 0
process.stdin.on('data', (chunk) => (bytes += chunk.length))
process.stdin.on('end', () => {
  writeFileSync(__dirname + '/seen.json', JSON.stringify({ bytes, args }))
  process.stdout.write(readFileSync(__dirname + '/clip.mp4'))
})`

async function picture() {
  const canvas = createCanvas(64, 96)
  canvas.getContext('2d').fillRect(0, 0, 32, 96)
  return loadImage(canvas.toBuffer('image/png'))
}
const PLAN = { move: cameraMoveOf('zoom_in'), size: { width: 32, height: 48 }, fps: 24, frames: 30 }

describe('the encoder of clips', () => {
  it('is the one that comes with the studio where there is no ffmpeg, or it is switched off', async () => {
    const builtIn = { ffmpeg: null, longSide: 854 }
    expect(await createEncoderFinder({ FFMPEG: 'off' })()).toEqual(builtIn)
    expect(await createEncoderFinder({ FFMPEG: '/nowhere/ffmpeg' })()).toEqual(builtIn)
    expect(await createEncoderFinder({ FFMPEG: process.execPath })()).toEqual(builtIn)
  })

  it('is an ffmpeg that is found, with larger clips', async () => {
    const program = await fakeFfmpeg('')
    expect(await createEncoderFinder({ FFMPEG: program })()).toEqual({ ffmpeg: program, longSide: 1280 })
  })

  it('makes clips of the size that is set', async () => {
    const find = createEncoderFinder({ FFMPEG: 'off', CLIP_LONG_SIDE: '1280' })
    expect(await find()).toEqual({ ffmpeg: null, longSide: 1280 })
    for (const wrong of ['0', '4000', 'large', '854.5'])
      expect(() => createEncoderFinder({ CLIP_LONG_SIDE: wrong })).toThrow(/from 160 to 1280/)
  })

  it('gets every frame, and its answer becomes a file with an index', async () => {
    const clip = await tinyClip(120, 30)
    const program = await fakeFfmpeg(COUNT_AND_ANSWER, clip)
    const shares: number[] = []
    const file = await encodeClip(await picture(), { ...PLAN, ffmpeg: program }, (share) =>
      shares.push(share),
    )
    const seen = JSON.parse(await readFile(join(program, '../seen.json'), 'utf8')) as {
      bytes: number
      args: string[]
    }
    expect(seen.bytes).toBe(30 * 32 * 48 * 4)
    expect(seen.args).toContain('32x48')
    expect(shares).toEqual([12 / 30, 24 / 30])
    expect((await takeApart(file)).packets).toHaveLength(30)
  })

  it.each([
    ['at once', `console.error('no space left'); process.exit(1)`],
    [
      'while it reads',
      `process.stdin.once('data', () => { console.error('no space left'); process.exit(1) })`,
    ],
  ])('says what the program complained about when it fails %s', async (_, script) => {
    const program = await fakeFfmpeg(script)
    await expect(encodeClip(await picture(), { ...PLAN, frames: 300, ffmpeg: program })).rejects.toThrow(
      /could not encode the clip\. no space left/,
    )
  })

  it('says so where the program is gone', async () => {
    await expect(encodeClip(await picture(), { ...PLAN, ffmpeg: '/nowhere/ffmpeg' })).rejects.toThrow(
      /ENOENT/,
    )
  })
})
