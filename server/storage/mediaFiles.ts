import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The media types of the files, by extension. */
export const MEDIA_TYPES = { jpg: 'image/jpeg', mp4: 'video/mp4', vtt: 'text/vtt; charset=utf-8' } as const

/** An extension of a media file. */
export type MediaExtension = keyof typeof MEDIA_TYPES

/**
 * 128 random bits in base64url, so that the address of a file cannot be guessed. The last of the 22 characters carries
 * two bits, which tells such a name from a camera's, as in `PXL_20231224_183012345.jpg`.
 */
const NAME = /^[\w-]{21}[AQgw]\.(jpg|mp4|vtt)$/

/** What is added to the name of a file that is still being written. */
const UNFINISHED = '.part'

/** Whether the studio itself makes files of this name, finished or not. */
export function isMadeByStudio(name: string): boolean {
  return NAME.test(name.endsWith(UNFINISHED) ? name.slice(0, -UNFINISHED.length) : name)
}

/** The media files of a studio. A file is written once and never changes. */
export interface MediaFiles {
  /** Store a file under a new unguessable name and return the name. No partial file is ever visible. */
  write(data: Uint8Array | string, extension: MediaExtension): Promise<string>
  /** The path and type of a file with this name, which may not exist; null for anything but a media file's name. */
  locate(name: string): { path: string; type: string } | null
  /** Remove files. A file that does not exist is no error. */
  remove(names: readonly string[]): Promise<void>
}

/** Open the folder of media files; it is created where missing. */
export function openMediaFiles(folder: string): MediaFiles {
  mkdirSync(folder, { recursive: true })
  return {
    async write(data, extension) {
      const name = `${randomBytes(16).toString('base64url')}.${extension}`
      const unfinished = join(folder, name + UNFINISHED)
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
