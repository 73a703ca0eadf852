import { parseLooseJson, withoutFence } from './looseJson'
import { isPlainObject } from './plainObject'

/** A camera move's description, and the move itself where the description is a JSON text that contains it. */
export interface CameraText {
  /** The description in words; null where there are none. */
  readonly words: string | null
  /** The server's name of the move, such as `zoom_in`; null where there is none. */
  readonly type: string | null
  readonly params: Readonly<Record<string, unknown>>
}

/** Keys under which models put the description, the most likely first. */
const SENTENCE_KEYS = [
  'description',
  'movement_description',
  'camera_movement',
  'movement',
  'content',
  'text',
]
/** Keys of names and settings, which are no words for a person. */
const TYPE_KEYS = ['movement_type', 'movementType', 'camera_type', 'type']
const PARAMS_KEYS = ['movement_params', 'movementParams', 'params']
/** No model nests a camera move deeper than this. */
const MAX_DEPTH = 4

type Entries = ReadonlyMap<string, unknown>

/** The members of an object; null for any other value. */
function entriesOf(value: unknown): Entries | null {
  return isPlainObject(value) ? new Map(Object.entries(value)) : null
}

/** The value of a JSON text, which may be fenced or cut; null where the text is not meant as JSON. */
function jsonOf(text: string): { readonly value: unknown } | null {
  const inside = withoutFence(text).trim()
  return /^[[{]/.test(inside) ? { value: parseLooseJson(inside) } : null
}

function wordsOf(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') {
    const json = depth < MAX_DEPTH ? jsonOf(value) : null
    if (json) return wordsOf(json.value, depth + 1)
    return value.trim() === '' ? [] : [value.trim()]
  }
  if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) return []
  if (Array.isArray(value)) return value.flatMap((entry) => wordsOf(entry, depth + 1))
  const entries = new Map(Object.entries(value))
  for (const key of SENTENCE_KEYS) {
    const words = wordsOf(entries.get(key), depth + 1)
    if (words.length > 0) return words
  }
  const settings = [...TYPE_KEYS, ...PARAMS_KEYS]
  return [...entries].flatMap(([key, entry]) => (settings.includes(key) ? [] : wordsOf(entry, depth + 1)))
}

/** The object that names a move: the value itself, or one inside it. */
function moveIn(value: unknown, depth = 0): Entries | null {
  if (depth > MAX_DEPTH) return null
  if (typeof value === 'string') return moveIn(jsonOf(value)?.value, depth + 1)
  const inside = Array.isArray(value) ? (value as unknown[]) : [...(entriesOf(value)?.values() ?? [])]
  const entries = entriesOf(value)
  if (entries && textAt(entries, TYPE_KEYS) !== null) return entries
  for (const entry of inside) {
    const move = moveIn(entry, depth + 1)
    if (move) return move
  }
  return null
}

function textAt(entries: Entries, keys: readonly string[]): string | null {
  const texts = keys.map((key) => entries.get(key)).filter((value) => typeof value === 'string')
  return texts.find((text) => text.trim() !== '')?.trim() ?? null
}

/**
 * Read a camera move's description. Some servers store the model's JSON in its place.
 *
 * @param description plain words, or a JSON text (possibly fenced or cut)
 */
export function readCameraText(description: string | null): CameraText {
  if (description === null || description.trim() === '') return { words: null, type: null, params: {} }
  const move = moveIn(description)
  const params = PARAMS_KEYS.map((key) => entriesOf(move?.get(key))).find((entries) => entries !== null)
  const words = wordsOf(description)
  return {
    words: words.length > 0 ? words.join(' ') : null,
    type: move && textAt(move, TYPE_KEYS),
    params: Object.fromEntries(params ?? []),
  }
}
