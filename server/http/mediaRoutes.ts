import { open, type FileHandle } from 'node:fs/promises'
import { Hono } from 'hono'
import type { MediaFiles } from '../storage/mediaFiles'
import { say } from '../texts'
import { notFound } from './httpError'
import { languageOf, type StudioEnv } from './request'

/** Part of a file: the offset of its first byte, and its length. */
interface ByteRange {
  start: number
  length: number
}

/** Media files under their unguessable names, with byte ranges, so that a browser can seek in a clip. */
export function mediaRoutes(media: MediaFiles): Hono<StudioEnv> {
  const routes = new Hono<StudioEnv>()
  routes.get('/:name', async (c) => {
    const name = c.req.param('name')
    const place = media.locate(name)
    const file = place && (await openIfThere(place.path))
    if (!place || !file) throw notFound(say(languageOf(c), 'notFound'))
    try {
      const { size } = await file.stat()
      const etag = `"${name}"`
      const headers = {
        'Content-Type': place.type,
        'Cache-Control': 'private, max-age=31536000, immutable',
        'Accept-Ranges': 'bytes',
        'X-Content-Type-Options': 'nosniff',
        ETag: etag,
      }
      if (c.req.header('if-none-match')?.includes(etag)) return c.body(null, 304, headers)
      const range = readRange(c.req.header('range'), size)
      if (range === 'unsatisfiable') return c.body(null, 416, { 'Content-Range': `bytes */${size}` })
      const part = range ?? { start: 0, length: size }
      const data = await readPart(file, part)
      if (range === null) return c.body(data, 200, headers)
      const last = part.start + part.length - 1
      return c.body(data, 206, { ...headers, 'Content-Range': `bytes ${part.start}-${last}/${size}` })
    } finally {
      await file.close()
    }
  })
  return routes
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

async function readPart(file: FileHandle, { start, length }: ByteRange): Promise<Uint8Array<ArrayBuffer>> {
  const data = new Uint8Array(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await file.read(data, filled, length - filled, start + filled)
    if (bytesRead === 0) throw new Error('A media file is shorter than its size on opening.')
    filled += bytesRead
  }
  return data
}

/**
 * Read a `Range` header with one range (RFC 9110, section 14.2). `docs/decisions/0009-media-ranges.md` says why no
 * library does it.
 *
 * @returns null for the whole file: no header, another unit, several ranges, or a malformed one
 */
export function readRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (!match) return null
  const [, first = '', last = ''] = match
  if (first === '') {
    if (last === '') return null
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, length }
  }
  const start = Number(first)
  if (start >= size) return 'unsatisfiable'
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  return end < start ? null : { start, length: end - start + 1 }
}
