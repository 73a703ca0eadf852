import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The key that signs tokens: 256 random bits in `auth.secret` in the data folder, readable by its owner only. It is
 * created when it is first needed. Removing the file makes all access tokens invalid.
 */
export function readSecret(dataDir: string): string {
  const path = join(dataDir, 'auth.secret')
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  const secret = randomBytes(32).toString('base64url')
  writeFileSync(path, secret, { mode: 0o600, flag: 'wx' })
  return secret
}
