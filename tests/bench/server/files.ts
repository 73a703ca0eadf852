import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'

/** The files that every picture, thumbnail and clip URL returns. */
export interface MediaFiles {
  readonly picture: Uint8Array
  readonly thumbnail: Uint8Array
  readonly clip: Uint8Array
}

/** The sources of files. */
export interface FileSources {
  readonly dist: string
  readonly pages: string
  readonly media: MediaFiles
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.jpg': 'image/jpeg',
  '.mp4': 'video/mp4',
}

function mediaFile(path: string, { picture, thumbnail, clip }: MediaFiles): Uint8Array {
  if (path.endsWith('-small.jpg')) return thumbnail
  return path.endsWith('.mp4') ? clip : picture
}

async function bodyOf(path: string, { dist, pages, media }: FileSources): Promise<Uint8Array> {
  if (path.startsWith('/media/')) return mediaFile(path, media)
  if (path.startsWith('/compare/')) return readFile(join(pages, normalize(path.slice('/compare'.length))))
  return readFile(join(dist, extname(path) === '' ? 'index.html' : normalize(path)))
}

/** Answer with a file. A URL of the product without an extension returns its page. */
export async function serveFile(path: string, sources: FileSources, response: ServerResponse): Promise<void> {
  const type = path.startsWith('/media/') || extname(path) !== '' ? extname(path) : '.html'
  try {
    const body = await bodyOf(path, sources)
    response.writeHead(200, { 'Content-Type': TYPES[type] ?? 'application/octet-stream' }).end(body)
  } catch (error) {
    response.writeHead(404).end(String(error))
  }
}
