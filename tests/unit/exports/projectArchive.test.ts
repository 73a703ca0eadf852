import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { ExportFilm } from '@/exports/film'
import { packFiles } from '@/exports/packFiles'
import { readArchive } from '@/exports/projectArchive'
import { MANIFEST_NAME, toManifest } from '@/exports/projectManifest'

const film: ExportFilm = {
  name: '桃花源记',
  story: '晋太元中。',
  rewrite: '晋太元中，武陵人捕鱼为业。',
  aspectRatio: '9:16',
  scenes: [
    {
      number: 1,
      narration: '晋太元中',
      description: '溪',
      imagePrompt: '远景：溪',
      shotType: null,
      seconds: 4.5,
      picture: { url: '/media/a.jpg', name: 'pictures/001.jpg', width: 1, height: 1 },
      move: { type: 'zoom_in', description: '推近', params: { speed: 2 } },
      clip: { url: '/media/a.mp4', name: 'clips/001.mp4' },
    },
  ],
}
const MB = 1024 * 1024
const bytes = (text: string) => strToU8(text)

/** The archive of a film, with some files in it. */
async function archiveOf(files: Readonly<Record<string, string>>) {
  async function* packed() {
    for (const [name, text] of Object.entries(files))
      yield await Promise.resolve({ name, input: bytes(text) })
  }
  return new Uint8Array(await (await packFiles(packed())).arrayBuffer())
}

describe('the archive of a project', () => {
  it('gives back the project with its media', async () => {
    const zip = await archiveOf({
      [MANIFEST_NAME]: toManifest(film),
      'pictures/001.jpg': 'picture',
      'clips/001.mp4': 'clip',
    })
    const read = readArchive(zip, MB)
    expect(read.status === 'read' && read.project).toMatchObject({
      name: '桃花源记',
      story: '晋太元中。',
      rewrite: '晋太元中，武陵人捕鱼为业。',
      aspect_ratio: '9:16',
      scenes: [
        {
          narration: '晋太元中',
          duration_seconds: 4.5,
          picture: 'pictures/001.jpg',
          move: { type: 'zoom_in', description: '推近', params: { speed: 2 } },
          clip: 'clips/001.mp4',
        },
      ],
    })
    const files = read.status === 'read' ? read.files : new Map<string, Uint8Array>()
    expect([...files.keys()].sort()).toEqual(['clips/001.mp4', 'pictures/001.jpg'])
    expect(files.get('clips/001.mp4')).toEqual(bytes('clip'))
  })

  const whole = { 'pictures/001.jpg': bytes('picture'), 'clips/001.mp4': bytes('clip') }
  const manifest = JSON.parse(toManifest(film)) as Record<string, unknown>
  const withManifest = (change: object) =>
    zipSync({ ...whole, [MANIFEST_NAME]: bytes(JSON.stringify({ ...manifest, ...change })) })
  const evil = { ...(manifest['scenes'] as object[])[0], picture: '../../etc/passwd' }

  it.each([
    ['is no ZIP file', bytes('PK, or so it says'), 'notZip'],
    ['is empty', new Uint8Array(), 'notZip'],
    ['has no project in it', zipSync(whole), 'noProject'],
    ['is of another product', withManifest({ format: 'other' }), 'noProject'],
    ['is no JSON', zipSync({ [MANIFEST_NAME]: bytes('{') }), 'noProject'],
    ['has a scene without words', withManifest({ scenes: [{}] }), 'noProject'],
    ['names a file outside', withManifest({ scenes: [evil] }), 'noProject'],
    ['is of a newer version', withManifest({ version: 2, scenes: 'unknown' }), 'newer'],
    ['lacks a file', zipSync({ [MANIFEST_NAME]: bytes(toManifest(film)) }), 'fileMissing'],
    [
      'is far larger unpacked',
      zipSync({
        ...whole,
        [MANIFEST_NAME]: bytes(toManifest(film)),
        'clips/002.mp4': new Uint8Array(2 * MB),
      }),
      'tooLarge',
    ],
  ])('that %s is refused with the reason', (_, zip, problem) => {
    expect(readArchive(zip, MB)).toEqual({ status: 'failed', problem })
  })
})
