import { isPlainObject } from '../../src/protocol/plainObject'
import * as v from 'valibot'
import { ASPECT_RATIOS } from '../../src/protocol/aspectRatios'
import { FILM_LENGTHS } from '../../src/protocol/filmLength'
import { characterCount } from '../../src/protocol/characters'
import { MAX_STORY_LENGTH, storyProblem } from '../../src/protocol/storyText'
import { STAGES } from '../../src/protocol/stages'
import { readLanguage, say, type TextKey } from '../texts'
import type { Language } from '../words/language'
import { HttpError } from './httpError'
import { languageOf, readJsonObject, type StudioContext } from './request'

type Values = Readonly<Record<string, string | number>>

/** A message for an issue, in the language that `readInput` validates with. */
export function says(key: TextKey, values?: Values) {
  return (issue: v.BaseIssue<unknown>): string => say(readLanguage(issue.lang), key, values)
}

/** The fields of a body. A missing one is reported as required unless its schema is optional. */
export function fields<E extends v.ObjectEntries>(entries: E) {
  return v.object(entries, says('required'))
}

/** Any text. NUL, which the database cannot hold, becomes the replacement character. */
const anyText = v.pipe(
  v.string((issue) => says(issue.input === null ? 'required' : 'notText')(issue)),
  v.transform((value) => value.replaceAll('\0', '\uFFFD')),
)

/** A text of at most `max` characters (code points). */
export function text(max: number) {
  return v.pipe(
    anyText,
    v.check((value) => characterCount(value) <= max, says('tooLong', { count: max })),
  )
}

/** The id of something that the studio has made. */
export const ownId = text(100)

/** A field that may be missing or null: both are read as undefined. */
export function optional<S extends v.GenericSchema>(schema: S) {
  return v.pipe(
    v.nullish(schema),
    v.transform((value): v.InferOutput<S> | undefined => value ?? undefined),
  )
}

/** A number with its thousands grouped. */
function grouped(count: number): string {
  return count.toLocaleString('en-US')
}

/** A story. */
export const story = v.pipe(
  anyText,
  v.check((value) => storyProblem(value) !== 'blank', says('blankStory')),
  v.check(
    (value) => storyProblem(value) !== 'tooLong',
    (issue) =>
      says('storyTooLong', { max: grouped(MAX_STORY_LENGTH), count: grouped(characterCount(issue.input)) })(
        issue,
      ),
  ),
)

/** One of several words. */
export function oneOf<const T extends readonly string[]>(choices: T) {
  return v.picklist(choices, says('notAChoice', { choices: choices.join(', ') }))
}

/** The shape of a film. */
export const aspectRatio = oneOf(ASPECT_RATIOS)

/** The wished length of a film. */
export const filmLength = oneOf(FILM_LENGTHS)

/** The name of a stage. */
export const stage = v.picklist(STAGES, says('unknownStage'))

/** A number from `min` to `max`; it may be missing. */
export function numberWithin(min: number, max: number) {
  const message = says('outOfRange', { min, max })
  return v.optional(v.pipe(v.number(message), v.minValue(min, message), v.maxValue(max, message)))
}

const MAX_JSON_LENGTH = 10_000

/** Any JSON object. */
export const anyObject = v.custom<Record<string, unknown>>(isPlainObject, says('notAnObject'))

/** A small JSON object. */
export const jsonObject = v.pipe(
  anyObject,
  v.check((value) => jsonLength(value) <= MAX_JSON_LENGTH, says('tooLong', { count: MAX_JSON_LENGTH })),
)

/** The length of a value as JSON; infinite where it is nested too deeply to be written. */
function jsonLength(value: unknown): number {
  try {
    return JSON.stringify(value).length
  } catch (error) {
    if (error instanceof RangeError) return Infinity
    throw error
  }
}

/**
 * Read a request's body.
 *
 * @throws HttpError 400 with the first error of each wrong field, in the request's language
 */
export async function readInput<S extends v.GenericSchema>(
  c: StudioContext,
  schema: S,
): Promise<v.InferOutput<S>> {
  return checkInput(await readJsonObject(c), schema, languageOf(c))
}

/**
 * Check what a request brings.
 *
 * @throws HttpError 400 with the first error of each wrong field, in `language`
 */
export function checkInput<S extends v.GenericSchema>(
  input: unknown,
  schema: S,
  language: Language,
): v.InferOutput<S> {
  const result = v.safeParse(schema, input, { lang: language })
  if (result.success) return result.output
  const errors: Record<string, string[]> = {}
  for (const issue of result.issues) errors[String(issue.path?.[0]?.key)] ??= [issue.message]
  throw new HttpError(400, errors)
}
