import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createCanvas } from '@napi-rs/canvas'
import { describe, expect, it } from 'vitest'
import type { ExportFilm } from '../../../src/exports/film'
import { packFiles, type PackedFile } from '../../../src/exports/packFiles'
import { MANIFEST_NAME, toManifest } from '../../../src/exports/projectManifest'
import { PROJECTS, startStudio, type StudioServer } from './support/studioServer'
import { tinyClip } from './support/tinyClip'

const IMPORT = `${PROJECTS}import/`

const film: ExportFilm = {
  name: '桃花源记',
  story: '晋太元中，武陵人捕鱼为业。',
  rewrite: '晋太元中，武陵人捕鱼为业。',
  aspectRatio: '16:9',
  scenes: [1, 2].map((number) => ({
    number,
    narration: `旁白 ${number}`,
    description: `描述 ${number}`,
    imagePrompt: `画面 ${number}`,
    shotType: '远景',
    seconds: 1,
    picture: { url: '', name: `pictures/00${number}.${number === 1 ? 'jpg' : 'png'}`, width: 64, height: 36 },
    move: { type: 'pan_left', description: '镜头左摇', params: { speed: 2 } },
    clip: { url: '', name: `clips/00${number}.mp4` },
  })),
}

async function media(): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  const canvas = createCanvas(64, 36)
  canvas.getContext('2d').fillRect(0, 0, 32, 36)
  const clip = new Uint8Array(await tinyClip(24, 24, { width: 64, height: 36 }))
  return {
    'pictures/001.jpg': new Uint8Array(await canvas.encode('jpeg', 90)),
    'pictures/002.png': new Uint8Array(await canvas.encode('png')),
    'clips/001.mp4': clip,
    'clips/002.mp4': clip,
  }
}

async function send(studio: StudioServer, manifest: string, files: Record<string, Uint8Array<ArrayBuffer>>) {
  async function* packed(): AsyncGenerator<PackedFile> {
    yield await Promise.resolve({ name: MANIFEST_NAME, input: manifest })
    for (const [name, input] of Object.entries(files)) yield { name, input }
  }
  const form = new FormData()
  form.set('file', await packFiles(packed()), 'project.dailies.zip')
  const response = await fetch(studio.url + IMPORT, { method: 'POST', body: form })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const mediaFiles = async ({ dataDir }: StudioServer) =>
  (await readdir(join(dataDir, 'media'))).filter((name) => /\.(jpg|mp4|vtt)$/.test(name))

interface Snapshot {
  readonly status: string
  readonly name: string
  readonly aspect_ratio: string
  readonly stages: readonly {
    readonly stage_type: string
    readonly status: string
    readonly domain_data: {
      readonly storyboards?: readonly {
        readonly narration_text?: string
        readonly duration_seconds?: number
        readonly images?: readonly { readonly image_url: string; readonly width: number }[]
        readonly camera_movement?: object
        readonly videos?: readonly { readonly video_url: string; readonly duration: number }[]
      }[]
    }
  }[]
}

describe('opening a project from its archive', () => {
  it('gives a finished project with the same words, moves and media', async () => {
    const studio = await startStudio()
    const files = await media()
    const { status, body } = await send(studio, toManifest(film), files)
    expect(status).toBe(201)
    const project = body as unknown as Snapshot
    expect(project).toMatchObject({ status: 'completed', name: '桃花源记', aspect_ratio: '16:9' })
    expect(project.stages.map((stage) => stage.status)).toEqual(Array(5).fill('completed'))
    const [, storyboard, images, moves, clips] = project.stages.map(
      ({ domain_data: data }) => data.storyboards ?? [],
    )
    expect(storyboard?.map((scene) => [scene.narration_text, scene.duration_seconds])).toEqual([
      ['旁白 1', 1],
      ['旁白 2', 1],
    ])
    expect(moves?.[0]?.camera_movement).toMatchObject({
      movement_type: 'pan_left',
      movement_params: { speed: 2, description: '镜头左摇' },
    })
    const bytesOf = async (url = '') => new Uint8Array(await (await fetch(studio.url + url)).arrayBuffer())
    expect(await bytesOf(images?.[0]?.images?.[0]?.image_url)).toEqual(files['pictures/001.jpg'])
    expect(images?.[1]?.images?.[0]).toMatchObject({ width: 64 })
    expect(await bytesOf(clips?.[1]?.videos?.[0]?.video_url)).toEqual(files['clips/002.mp4'])
  })

  it('of a half-made film can be run on', async () => {
    const studio = await startStudio()
    const scenes = film.scenes.map((scene) => ({ ...scene, clip: null, move: null }))
    const { 'pictures/001.jpg': one, 'pictures/002.png': two } = await media()
    const { body } = await send(studio, toManifest({ ...film, scenes }), {
      ...(one && { 'pictures/001.jpg': one }),
      ...(two && { 'pictures/002.png': two }),
    })
    const project = body as unknown as Snapshot
    expect(project.stages.map(({ status }) => status)).toEqual([
      'completed',
      'completed',
      'completed',
      'pending',
      'pending',
    ])
    expect(project.status).toBe('paused')
  })

  it.each([
    ['a file that is no ZIP file', undefined, undefined, 'ZIP'],
    ['a picture that is none', {}, { 'pictures/001.jpg': new Uint8Array([1, 2, 3]) }, '无法读取'],
    [
      'a picture that is cut off',
      {},
      { 'pictures/001.jpg': new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46]) },
      '无法读取',
    ],
    ['a clip that is none', {}, { 'clips/002.mp4': new Uint8Array([1, 2, 3]) }, '无法读取'],
    ['a story that is empty', { story: ' ' }, {}, '没有 Dailies 项目'],
  ])('refuses %s, and keeps nothing of it', async (_, change, files, reason) => {
    const studio = await startStudio()
    const manifest = change
      ? JSON.stringify({ ...(JSON.parse(toManifest(film)) as object), ...change })
      : undefined
    const answer =
      manifest === undefined
        ? await (async () => {
            const form = new FormData()
            form.set('file', new Blob(['no zip']), 'a.zip')
            const response = await fetch(studio.url + IMPORT, { method: 'POST', body: form })
            return { status: response.status, body: (await response.json()) as Record<string, unknown> }
          })()
        : await send(studio, manifest, { ...(await media()), ...files })
    expect(answer.status).toBe(400)
    expect(String(answer.body['error'])).toContain(reason)
    expect(await mediaFiles(studio)).toEqual([])
    const list = await studio.call('GET', PROJECTS)
    expect(list.body['count']).toBe(0)
  })
})
