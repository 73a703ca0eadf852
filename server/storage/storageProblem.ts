/** Why something could not be stored: there is no room, or the data folder cannot be written. */
export type StorageProblem = 'diskFull' | 'cannotWrite'

/** Codes of Node's file system, and the beginnings of SQLite's, which have more specific forms. */
const PROBLEMS: readonly (readonly [code: string, problem: StorageProblem])[] = [
  ['ENOSPC', 'diskFull'],
  ['EDQUOT', 'diskFull'],
  ['SQLITE_FULL', 'diskFull'],
  ['EROFS', 'cannotWrite'],
  ['EACCES', 'cannotWrite'],
  ['EPERM', 'cannotWrite'],
  ['EIO', 'cannotWrite'],
  ['SQLITE_READONLY', 'cannotWrite'],
  ['SQLITE_IOERR', 'cannotWrite'],
  ['SQLITE_CANTOPEN', 'cannotWrite'],
]

/** The storage problem behind an error or its causes; null where the error is another one. */
export function storageProblemOf(error: unknown): StorageProblem | null {
  if (!(error instanceof Error)) return null
  const code = 'code' in error ? String(error.code) : ''
  const found = PROBLEMS.find(([known]) => code.startsWith(known))
  return found?.[1] ?? storageProblemOf(error.cause)
}
