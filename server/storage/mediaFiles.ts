import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The media types of the files, by extension. */
export const MEDIA_TYPES = { jpg: 'image/jpeg', mp4: 'video/mp4', vtt: 'text/vtt; charset=utf-8' } as const

/** An extension of a media file. */
export type MediaExtension = keyof typeof MEDIA_TYPES

/** 128 random bits, so that the address of a file cannot be guessed. */
const NAME = /^[\w-]{22}\.(jpg|mp4|vtt)$/

/** The media files of a studio. A file is written once and never changes. */
export interface MediaFiles {
  /** Store a file under a new unguessable name and return the name. No partial file is ever visible. */
  write(data: Uint8Array | string, extension: MediaExtension): Promise<string>
  /** The path and type of a file with this name, which may not exist; null for anything but a media file's name. */
  locate(name: string): { path: string; type: string } | null
  /** Remove files. A file that does not exist is no error. */
  remove(names: readonly string[]): Promise<void>
}

/** Open the folder of media files and remove everything that is not in `known`, which a killed process may leave. */
export function openMediaFiles(folder: string, known: ReadonlySet<string>): MediaFiles {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) if (!known.has(name)) rmSync(join(folder, name), { force: true })
  return {
    async write(data, extension) {
      const name = `${randomBytes(16).toString('base64url')}.${extension}`
      const unfinished = join(folder, `${name}.part`)
      await writeFile(unfinished, data)
      await rename(unfinished, join(folder, name))
      return name
    },
    locate(name) {
      const extension = NAME.exec(name)?.[1] as MediaExtension | undefined
      return extension ? { path: join(folder, name), type: MEDIA_TYPES[extension] } : null
    },
    async remove(names) {
      await Promise.all(names.map((name) => rm(join(folder, name), { force: true })))
    },
  }
}
