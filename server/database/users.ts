import { randomUUID } from 'node:crypto'
import type { Database } from './database'

/** An account. */
export interface UserRecord {
  id: string
  username: string
  email: string
  /** The hash of the password. */
  password: string
}

/** The validated fields of a new account. */
export type NewUser = Omit<UserRecord, 'id'>

const COLUMNS = 'u.id, u.username, u.email, u.password'

/** The key by which names are compared: names that differ only in case or width are the same. */
export function nameKey(username: string): string {
  return username.normalize('NFKC').toLowerCase()
}

/**
 * Store an account; null where its name is taken. The first account takes over the projects that were made without
 * sign-in, because they would be unreachable otherwise.
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

/** The account with a name, or null. */
export function findUser(db: Database, username: string): UserRecord | null {
  return db.get(`SELECT ${COLUMNS} FROM users u WHERE u.name_key = ?`, nameKey(username))
}

/** Open a session of an account and return its id. Expired sessions are removed on the way. */
export function openSession(db: Database, userId: string, expiresAt: number): string {
  const id = randomUUID()
  db.run('DELETE FROM sessions WHERE expires_at <= ?', Date.now())
  db.run('INSERT INTO sessions (id, user_id, expires_at) VALUES (?, ?, ?)', id, userId, expiresAt)
  return id
}

/** The account of a session that has not expired, or null. */
export function userOfSession(db: Database, sessionId: string): UserRecord | null {
  return db.get(
    `SELECT ${COLUMNS} FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = ? AND s.expires_at > ?`,
    ...[sessionId, Date.now()],
  )
}

/** End a session with all its tokens. */
export function closeSession(db: Database, sessionId: string): void {
  db.run('DELETE FROM sessions WHERE id = ?', sessionId)
}

/** Store the hash of a refresh token, and extend its session until `expiresAt`. */
export function insertRefreshToken(db: Database, hash: string, sessionId: string, expiresAt: number): void {
  db.transaction(() => {
    db.run('UPDATE sessions SET expires_at = ? WHERE id = ?', expiresAt, sessionId)
    db.run('INSERT INTO refresh_tokens (hash, session_id) VALUES (?, ?)', hash, sessionId)
  })
}

/** The session of a refresh token and when the token was used; null for an unknown token or an expired session. */
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

/** Mark a refresh token as used. */
export function useRefreshToken(db: Database, hash: string): void {
  db.run('UPDATE refresh_tokens SET used_at = ? WHERE hash = ?', Date.now(), hash)
}
