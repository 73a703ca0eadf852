import { isPlainObject } from '../../src/protocol/plainObject'
import { Buffer } from 'node:buffer'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { UserRecord } from '../database/users'
import { readLanguage, say } from '../texts'
import type { Language } from '../words/language'
import { HttpError } from './httpError'

/** The types that Hono needs to know about the studio's requests. */
export interface StudioEnv {
  Bindings: HttpBindings
  /** The signed-in user, where the studio requires sign-in. */
  Variables: { user?: UserRecord }
}

/** A request on its way through the studio. */
export type StudioContext = Context<StudioEnv>

/** The language in which a request wants its answer. */
export function languageOf(c: StudioContext): Language {
  return readLanguage(c.req.header('accept-language'))
}

/** The account behind a request; null where the studio requires no sign-in, so that every project is everybody's. */
export function ownerOf(c: StudioContext): string | null {
  return c.get('user')?.id ?? null
}

/** Whether something with this owner is none of the request's business, so that it is answered with 404. */
export function isOthers(c: StudioContext, { owner_id }: { readonly owner_id: string | null }): boolean {
  const ownerId = ownerOf(c)
  return ownerId !== null && owner_id !== ownerId
}

/**
 * The largest request body. The longest story with every character written as an escaped surrogate pair takes 12
 * bytes per character, which fits.
 */
const MAX_BODY_BYTES = 2.5 * 1024 * 1024

/** A request's body. Throws a 413 for a body of more than `maxBytes`. */
async function readBody(c: StudioContext, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  if (Number(c.req.header('content-length') ?? 0) > maxBytes) throw tooLarge(c)
  let size = 0
  // Keep the connection open on a body over the limit, or the sender would not see the answer.
  for await (const chunk of c.env.incoming.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk as Buffer)
    size += (chunk as Buffer).length
    if (size > maxBytes) throw tooLarge(c)
  }
  return Buffer.concat(chunks)
}

/** JSON is UTF-8 (RFC 8259, section 8.1). Throws a 400 for anything else, or it would be stored as U+FFFD. */
function decode(c: StudioContext, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new HttpError(400, { detail: say(languageOf(c), 'notUtf8') })
  }
}

function tooLarge(c: StudioContext): HttpError {
  return new HttpError(413, { detail: say(languageOf(c), 'tooLarge') })
}

/** A request's body as a JSON object; an empty body counts as `{}`. Throws a 400 for anything else. */
export async function readJsonObject(c: StudioContext): Promise<Record<string, unknown>> {
  const text = decode(c, await readBody(c, MAX_BODY_BYTES))
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    if (isPlainObject(value)) return value
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new HttpError(400, { detail: say(languageOf(c), 'badJson') })
}

/** A request's body as a form. Throws a 400 for anything else, and a 413 for one of more than `maxBytes`. */
export async function readForm(c: StudioContext, maxBytes: number): Promise<FormData> {
  const body = await readBody(c, maxBytes)
  const type = c.req.header('content-type') ?? ''
  try {
    return await new Response(new Uint8Array(body), { headers: { 'Content-Type': type } }).formData()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new HttpError(400, { detail: say(languageOf(c), 'notForm') })
  }
}
