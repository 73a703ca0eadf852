import * as v from 'valibot'
import { ASPECT_RATIOS } from '../../src/protocol/aspectRatios'
import { characterCount } from '../../src/protocol/characters'
import { MAX_STORY_LENGTH, storyProblem } from '../../src/protocol/storyText'
import { STAGES } from '../../src/protocol/stages'
import { readLanguage, say, type TextKey } from '../texts'
import { HttpError } from './httpError'
import { isObject, languageOf, readJsonObject, type StudioContext } from './request'

type Values = Readonly<Record<string, string | number>>

/** A message for an issue, in the language that `readInput` validates with. */
export function says(key: TextKey, values?: Values) {
  return (issue: v.BaseIssue<unknown>): string => say(readLanguage(issue.lang), key, values)
}

/** The fields of a body. A missing one is reported as required unless its schema is optional. */
export function fields<E extends v.ObjectEntries>(entries: E) {
  return v.object(entries, says('required'))
}

/** A text. NUL, which the database cannot hold, becomes the replacement character. */
export const requiredText = v.pipe(
  v.string((issue) => says(issue.input === null ? 'required' : 'notText')(issue)),
  v.transform((value) => value.replaceAll('\0', '\uFFFD')),
)

/** A field that may be missing or null: both are read as undefined. */
export function optional<S extends v.GenericSchema>(schema: S) {
  return v.pipe(
    v.nullish(schema),
    v.transform((value): v.InferOutput<S> | undefined => value ?? undefined),
  )
}

/** The longest text of a field, in characters (code points). */
export function maxCharacters(count: number) {
  return v.check((value: string) => characterCount(value) <= count, says('tooLong', { count }))
}

/** A number with its thousands grouped. */
function grouped(count: number): string {
  return count.toLocaleString('en-US')
}

/** A story. */
export const story = v.pipe(
  requiredText,
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

/** The name of a stage. */
export const stage = v.picklist(STAGES, says('unknownStage'))

/** A number above 0; it may be missing. */
export const positiveNumber = v.optional(
  v.pipe(v.number(says('notANumber')), v.finite(says('notANumber')), v.gtValue(0, says('notANumber'))),
)

/** A JSON object. */
export const jsonObject = v.custom<Record<string, unknown>>(isObject, says('notAnObject'))

/**
 * Read a request's body.
 *
 * @throws HttpError 400 with the first error of each wrong field, in the request's language
 */
export async function readInput<S extends v.GenericSchema>(
  c: StudioContext,
  schema: S,
): Promise<v.InferOutput<S>> {
  const body = await readJsonObject(c)
  const result = v.safeParse(schema, body, { lang: languageOf(c) })
  if (result.success) return result.output
  const errors: Record<string, string[]> = {}
  for (const issue of result.issues) errors[String(issue.path?.[0]?.key)] ??= [issue.message]
  throw new HttpError(400, errors)
}
