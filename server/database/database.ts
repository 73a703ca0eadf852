import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Libsql from 'libsql'
import { MIGRATIONS } from './migrations'

/** An open database with the studio's schema. All calls are synchronous. */
export interface Database {
  /** All rows of a query. The caller gives their type; tables are STRICT, so columns hold their declared types. */
  all<Row>(sql: string, ...values: SqlValue[]): Row[]
  /** The first row of a query, or null. */
  get<Row>(sql: string, ...values: SqlValue[]): Row | null
  /** Run a statement that changes rows, and return how many it changed. */
  run(sql: string, ...values: SqlValue[]): number
  /** Run `work` in a transaction: all of its changes are kept, or none. Not to be nested. */
  transaction<T>(work: () => T): T
  /** Close the file and unlock the folder. */
  close(): void
}

/** A value of a column. */
export type SqlValue = string | number | null

/** The data folder is in use by another studio. */
export class DataFolderInUseError extends Error {
  override readonly name = 'DataFolderInUseError'
  constructor(dataDir: string, options?: ErrorOptions) {
    super(`another studio is using the data folder ${dataDir} (set DATA_DIR to use a different one)`, options)
  }
}

/**
 * Open the database in `dataDir`. Folder and file are created where missing, and the schema is brought up to date.
 *
 * @throws DataFolderInUseError while another studio has it open
 * @throws Error where the file was written by a newer version
 */
export function openDatabase(dataDir: string): Database {
  mkdirSync(dataDir, { recursive: true })
  const unlock = lockFolder(dataDir)
  try {
    const connection = new Libsql(join(dataDir, 'studio.db'))
    connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
    migrate(connection)
    return face(connection, unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

/**
 * Only one studio may use a folder: a second one would take the first one's running work for an interrupted run. The
 * lock is an open transaction, because the system ends it with the process. It is on a file of its own, because a
 * connection with prepared statements keeps its lock after `close()`.
 */
function lockFolder(dataDir: string): () => void {
  const lock = new Libsql(join(dataDir, 'studio.lock'), { timeout: 1000 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    throw new DataFolderInUseError(dataDir, { cause })
  }
  return () => {
    lock.exec('ROLLBACK')
    lock.close()
  }
}

function migrate(connection: Libsql.Database): void {
  const { user_version: version } = connection.prepare('PRAGMA user_version').get() as {
    user_version: number
  }
  if (version > MIGRATIONS.length)
    throw new Error(
      `the database has schema ${version}, this version knows ${MIGRATIONS.length}: use a newer one`,
    )
  for (const [index, step] of MIGRATIONS.entries()) {
    if (index < version) continue
    transact(connection, () => connection.exec(`${step}; PRAGMA user_version = ${index + 1}`))
  }
}

/**
 * On a full disk SQLite rolls back by itself, and another `ROLLBACK` would hide that error behind its own. The library's
 * own transactions do that.
 */
function transact<T>(connection: Libsql.Database, work: () => T): T {
  connection.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    connection.exec('COMMIT')
    return result
  } catch (error) {
    if (connection.inTransaction) connection.exec('ROLLBACK')
    throw error
  }
}

function face(connection: Libsql.Database, unlock: () => void): Database {
  // Pass the values as one array: a single null would be read as an object of named values.
  return {
    all: <Row>(sql: string, ...values: SqlValue[]) => connection.prepare(sql).all(values) as Row[],
    get: <Row>(sql: string, ...values: SqlValue[]) =>
      (connection.prepare(sql).get(values) as Row | undefined) ?? null,
    run: (sql, ...values) => connection.prepare(sql).run(values).changes,
    transaction: (work) => transact(connection, work),
    close() {
      connection.close()
      unlock()
    },
  }
}
