import { randomUUID } from 'node:crypto'
import type { Database } from './database'

/** A person who may sign in. */
export interface UserRecord {
  id: string
  username: string
  email: string
  /** scrypt of the password. */
  password: string
}

/** What a new account is made of; already validated. */
export type NewUser = Omit<UserRecord, 'id'>

const COLUMNS = 'u.id, u.username, u.email, u.password'

/** Names that look the same are the same, whatever their case and their width. */
export function nameKey(username: string): string {
  return username.normalize('NFKC').toLowerCase()
}

/**
 * Stores an account; returns null where its name is taken. The first account takes over the projects that were made
 * without sign-in: they would belong to nobody.
 */
export function insertUser(db: Database, user: NewUser): UserRecord | null {
  const id = randomUUID()
  return db.transaction(() => {
    const isFirst = db.get('SELECT 1 FROM users LIMIT 1') === null
    const added = db.run(
      `INSERT INTO users (id, username, name_key, email, password, created_at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (name_key) DO NOTHING`,
      ...[id, user.username, nameKey(user.username), user.email, user.password, Date.now()],
    )
    if (added === 0) return null
    if (isFirst) db.run('UPDATE projects SET owner_id = ? WHERE owner_id IS NULL', id)
    return { id, ...user }
  })
}

/** The account of a name, or null. */
export function findUser(db: Database, username: string): UserRecord | null {
  return db.get(`SELECT ${COLUMNS} FROM users u WHERE u.name_key = ?`, nameKey(username))
}

/** Opens a session of an account; returns its id. Sessions that are over go on this occasion. */
export function openSession(db: Database, userId: string, expiresAt: number): string {
  const id = randomUUID()
  db.run('DELETE FROM sessions WHERE expires_at <= ?', Date.now())
  db.run('INSERT INTO sessions (id, user_id, expires_at) VALUES (?, ?, ?)', id, userId, expiresAt)
  return id
}

/** The person of a session that is not over, or null. */
export function userOfSession(db: Database, sessionId: string): UserRecord | null {
  return db.get(
    `SELECT ${COLUMNS} FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = ? AND s.expires_at > ?`,
    ...[sessionId, Date.now()],
  )
}

/** Ends a session, and with it all its tokens. */
export function closeSession(db: Database, sessionId: string): void {
  db.run('DELETE FROM sessions WHERE id = ?', sessionId)
}

/** Remembers a refresh token by its hash, and that its session goes on until `expiresAt`. */
export function insertRefreshToken(db: Database, hash: string, sessionId: string, expiresAt: number): void {
  db.transaction(() => {
    db.run('UPDATE sessions SET expires_at = ? WHERE id = ?', expiresAt, sessionId)
    db.run('INSERT INTO refresh_tokens (hash, session_id) VALUES (?, ?)', hash, sessionId)
  })
}

/** What became of a refresh token; null for one that was never given out or whose session is over. */
export function findRefreshToken(
  db: Database,
  hash: string,
): { sessionId: string; usedAt: number | null } | null {
  return db.get(
    `SELECT t.session_id AS sessionId, t.used_at AS usedAt
     FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.hash = ? AND s.expires_at > ?`,
    ...[hash, Date.now()],
  )
}

/** Marks a refresh token as used. */
export function useRefreshToken(db: Database, hash: string): void {
  db.run('UPDATE refresh_tokens SET used_at = ? WHERE hash = ?', Date.now(), hash)
}
