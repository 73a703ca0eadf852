import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../server/database/database'
import { insertProject } from '../../../server/database/projects'
import { insertScenes, insertVideo, scenesOf } from '../../../server/database/scenes'
import { readRange } from '../../../server/http/mediaRoutes'
import { openMediaFiles } from '../../../server/storage/mediaFiles'
import { startStudio, temporaryFolder } from './support/studioServer'

const CLIP = randomBytes(1000)

async function studioWithClip() {
  const dataDir = await temporaryFolder()
  const media = openMediaFiles(join(dataDir, 'media'))
  const file = await media.write(CLIP, 'mp4')
  const subtitles = await media.write('WEBVTT\n', 'vtt')
  const db = openDatabase(dataDir)
  const id = insertProject(db, {
    name: '',
    description: '',
    story: 'x',
    aspectRatio: '1:1',
    filmLength: 'full',
  })
  const scene = {
    scene_number: 1,
    narration: '',
    visual_prompt: '',
    shot_type: '',
    description: '',
    durationSeconds: 1,
  }
  insertScenes(db, id, [scene])
  const size = { width: 1, height: 1, fps: 1, durationSeconds: 1 }
  insertVideo(db, scenesOf(db, id)[0]?.id ?? '', size, { file, subtitles, thumbnail: 'gone.jpg' }, null)
  db.close()
  const orphan = await media.write('left behind', 'jpg')
  await writeFile(join(dataDir, 'media', 'half.mp4.part'), 'half')
  const studio = await startStudio({ dataDir })
  const get = (name: string, headers: Record<string, string> = {}) =>
    fetch(`${studio.url}/media/${name}`, { headers })
  return { get, file, subtitles, orphan }
}

describe('a media file', () => {
  it('is served with its exact type and as immutable', async () => {
    const { get, file, subtitles } = await studioWithClip()
    const response = await get(file)
    expect(Buffer.from(await response.arrayBuffer())).toEqual(CLIP)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '1000',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'cache-control': expect.stringContaining('immutable') as string,
    })
    expect((await get(subtitles)).headers.get('content-type')).toBe('text/vtt; charset=utf-8')
    const etag = response.headers.get('etag') ?? ''
    expect((await get(file, { 'If-None-Match': etag })).status).toBe(304)
  })

  it.each([
    ['bytes=0-99', 206, 'bytes 0-99/1000', 0, 100],
    ['bytes=900-', 206, 'bytes 900-999/1000', 900, 1000],
    ['bytes=-10', 206, 'bytes 990-999/1000', 990, 1000],
    ['bytes=0-5000', 206, 'bytes 0-999/1000', 0, 1000],
    ['bytes=1000-', 416, 'bytes */1000', 0, 0],
  ])('answers the range %s with %i', async (range, status, contentRange, from, to) => {
    const { get, file } = await studioWithClip()
    const response = await get(file, { Range: range })
    expect(response.status).toBe(status)
    expect(response.headers.get('content-range')).toBe(contentRange)
    expect(Buffer.from(await response.arrayBuffer())).toEqual(CLIP.subarray(from, to))
  })

  it.each(['', 'bytes=', 'bytes=-', 'bytes=5-2', 'bytes=0-1,3-4', 'items=0-1', 'bytes=a-b'])(
    'is sent whole for the range %j',
    (range) => {
      expect(readRange(range, 1000)).toBeNull()
    },
  )

  it('is found under its own name only', async () => {
    const { get, file, orphan } = await studioWithClip()
    for (const name of [
      '..%2Fstudio.db',
      'studio.db',
      `${file}.part`,
      'half.mp4.part',
      '',
      'A'.repeat(22) + '.mp4',
    ])
      expect((await get(name)).status).toBe(404)
    // The studio puts files that belong to no project away when it starts.
    expect((await get(orphan)).status).toBe(404)
  })
})
