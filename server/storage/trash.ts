import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isMadeByStudio } from './mediaFiles'

/** What is in the trash longer than this is removed when the studio starts. */
const KEEP_DAYS = 30
const DAY_MS = 24 * 60 * 60 * 1000
/** The name of a day's folder in the trash, as in `2026-11-26`. */
const DAY_FOLDER = /^\d{4}-\d\d-\d\d$/

/**
 * Move the media files that no project uses, which a killed process leaves, from `folder` to today's folder in `trash`.
 * Only names that the studio makes itself are touched: the data folder may contain files of other origin.
 *
 * @param used the names of the files that projects use
 * @returns how many files were moved, and where to
 */
export function sweepMedia(
  folder: string,
  used: ReadonlySet<string>,
  trash: string,
): { count: number; to: string } {
  const to = join(trash, new Date().toISOString().slice(0, 10))
  const unused = readdirSync(folder).filter((name) => isMadeByStudio(name) && !used.has(name))
  if (unused.length > 0) mkdirSync(to, { recursive: true })
  for (const name of unused) renameSync(join(folder, name), join(to, name))
  return { count: unused.length, to }
}

/** Remove what the studio put into the trash more than 30 days ago, and nothing else that may be there. */
export function emptyTrash(trash: string): void {
  if (statSync(trash, { throwIfNoEntry: false })?.isDirectory() !== true) return
  const limit = new Date(Date.now() - KEEP_DAYS * DAY_MS).toISOString().slice(0, 10)
  for (const day of readdirSync(trash)) {
    if (!DAY_FOLDER.test(day) || day >= limit) continue
    const folder = join(trash, day)
    for (const name of readdirSync(folder)) if (isMadeByStudio(name)) rmSync(join(folder, name))
    if (readdirSync(folder).length === 0) rmdirSync(folder)
  }
}
