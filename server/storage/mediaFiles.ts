import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The kinds of media file and their types, by extension. */
export const MEDIA_TYPES = { jpg: 'image/jpeg', mp4: 'video/mp4', vtt: 'text/vtt; charset=utf-8' } as const

/** An extension of a media file. */
export type MediaExtension = keyof typeof MEDIA_TYPES

/** 128 random bits, so that nobody finds a file whose address they were not given. */
const NAME = /^[\w-]{22}\.(jpg|mp4|vtt)$/

/** The media files of a studio: written once, never changed. */
export interface MediaFiles {
  /** Stores a file under a new unguessable name, which is returned. Whole or not at all. */
  write(data: Uint8Array | string, extension: MediaExtension): Promise<string>
  /** Where a file of this name would be and its type; null for a text that is no media file's name. */
  locate(name: string): { path: string; type: string } | null
  /** Removes files; those that are gone already are no error. */
  remove(names: readonly string[]): Promise<void>
}

/** Opens the folder of media files and removes from it what is not in `known`: left by a kill, or rolled back. */
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
