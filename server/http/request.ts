import { Buffer } from 'node:buffer'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { ASPECT_RATIOS, type AspectRatio } from '../../src/protocol/aspectRatios'
import { isStage, type Stage } from '../../src/protocol/stages'
import type { UserRecord } from '../database/users'
import { readLanguage, say, type Language, type TextKey } from '../texts'
import { HttpError } from './httpError'
import { MAX_BODY_BYTES } from './limits'

/** What Hono knows of the studio's requests. */
export interface StudioEnv {
  Bindings: HttpBindings
  /** Who sends it, where the studio demands sign-in. */
  Variables: { user?: UserRecord }
}

/** A request on its way through the studio. */
export type StudioContext = Context<StudioEnv>

/** The language in which a request wants its answer. */
export function languageOf(c: StudioContext): Language {
  return readLanguage(c.req.header('accept-language'))
}

/** The account that a request comes from; null where the studio asks for no sign-in: then everything is everybody's. */
export function ownerOf(c: StudioContext): string | null {
  return c.get('user')?.id ?? null
}

/** A request's body as text. Throws a 413 once it is larger than the studio takes. */
async function readBody(c: StudioContext): Promise<string> {
  const chunks: Buffer[] = []
  if (Number(c.req.header('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge(c)
  let size = 0
  // The rest of a body that is too large must not be cut off, or the sender would not see the answer.
  for await (const chunk of c.env.incoming.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk as Buffer)
    size += (chunk as Buffer).length
    if (size > MAX_BODY_BYTES) throw tooLarge(c)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function tooLarge(c: StudioContext): HttpError {
  return new HttpError(413, { detail: say(languageOf(c), 'tooLarge') })
}

/** A request's body as a JSON object; no body counts as an empty one. Throws a 400 for anything else. */
export async function readObject(c: StudioContext): Promise<Record<string, unknown>> {
  const text = await readBody(c)
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new HttpError(400, { detail: say(languageOf(c), 'badJson') })
}

/** Whether `value` is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reads the fields of a body one by one and gathers what is wrong with them. */
export interface FieldReader {
  /**
   * A text; undefined where it is missing or wrong. NUL, which the database cannot hold, becomes the replacement
   * character.
   */
  text(field: string, options?: { required?: boolean; maxLength?: number }): string | undefined
  positiveNumber(field: string): number | undefined
  object(field: string): Record<string, unknown> | undefined
  aspectRatio(field: string): AspectRatio | undefined
  stage(field: string): Stage | undefined
  /** Marks a field as wrong. */
  fault(field: string, key: TextKey, values?: Record<string, string | number>): undefined
  /** Throws a 400 that names every field at fault, if any. */
  check(): void
}

/** Makes a reader of `body`'s fields that complains in `language`. */
export function readFields(body: Readonly<Record<string, unknown>>, language: Language): FieldReader {
  const faults: Record<string, string[]> = {}
  const reader: FieldReader = {
    text(field, { required = false, maxLength = Infinity } = {}) {
      const value = body[field]
      if (value === undefined || value === null) return required ? reader.fault(field, 'required') : undefined
      if (typeof value !== 'string') return reader.fault(field, 'notText')
      if (value.length > maxLength && [...value].length > maxLength)
        return reader.fault(field, 'tooLong', { count: maxLength })
      return value.replaceAll('\0', '\uFFFD')
    },
    positiveNumber(field) {
      const value = body[field]
      if (value === undefined) return undefined
      return typeof value === 'number' && Number.isFinite(value) && value > 0
        ? value
        : reader.fault(field, 'notANumber')
    },
    object(field) {
      const value = body[field]
      if (value === undefined) return undefined
      return isObject(value) ? value : reader.fault(field, 'notAnObject')
    },
    aspectRatio(field) {
      const value = body[field]
      if (value === undefined || value === null) return undefined
      return (
        ASPECT_RATIOS.find((ratio) => ratio === value) ??
        reader.fault(field, 'notAChoice', { choices: ASPECT_RATIOS.join(', ') })
      )
    },
    stage(field) {
      const value = body[field]
      return isStage(value) ? value : reader.fault(field, 'unknownStage')
    },
    fault(field, key, values) {
      faults[field] = [...(faults[field] ?? []), say(language, key, values)]
      return undefined
    },
    check() {
      if (Object.keys(faults).length > 0) throw new HttpError(400, faults)
    },
  }
  return reader
}
