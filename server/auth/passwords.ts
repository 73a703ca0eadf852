import { Buffer } from 'node:buffer'
import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'

/** What scrypt may cost: 32 MB and some 80 ms a password. Kept with each hash, so that it can be raised. */
const COST = { N: 2 ** 15, r: 8, p: 1 }
const KEY_BYTES = 32
const SALT_BYTES = 16

function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  const options: ScryptOptions = { ...cost, maxmem: 256 * cost.N * cost.r }
  // Keyboards of different systems compose the same letter in different ways.
  const text = password.normalize('NFKC')
  return new Promise((resolve, reject) => {
    scrypt(text, salt, KEY_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

function format(salt: Buffer, key: Buffer): string {
  const { N, r, p } = COST
  return ['scrypt', N, r, p, salt.toString('base64url'), key.toString('base64url')].join(':')
}

/** Makes what is kept of a password: scrypt of it, with the salt and the cost (`scrypt:N:r:p:salt:key`). */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  return format(salt, await derive(password, salt, COST))
}

/** A hash that no password is known to fit. Checking against it takes as long as against a real one. */
export const NO_PASSWORD = format(Buffer.alloc(SALT_BYTES), Buffer.alloc(KEY_BYTES))

/** Whether a password is the one that `hash` was made of. */
export async function fitsPassword(password: string, hash: string): Promise<boolean> {
  const [, N, r, p, salt = '', key = ''] = hash.split(':')
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  const derived = await derive(password, Buffer.from(salt, 'base64url'), cost)
  return timingSafeEqual(derived, Buffer.from(key, 'base64url'))
}
