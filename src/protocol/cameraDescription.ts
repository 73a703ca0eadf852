import { parseLooseJson, withoutFence } from './looseJson'

/** Keys under which models put the description, the most likely first. */
const SENTENCE_KEYS = [
  'description',
  'movement_description',
  'camera_movement',
  'movement',
  'content',
  'text',
]
/** No model nests a camera move deeper than this. */
const MAX_DEPTH = 4

function wordsOf(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()]
  if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) return []
  if (Array.isArray(value)) return value.flatMap((entry) => wordsOf(entry, depth + 1))
  const entries = new Map(Object.entries(value))
  for (const key of SENTENCE_KEYS) {
    const words = wordsOf(entries.get(key), depth + 1)
    if (words.length > 0) return words
  }
  return [...entries.values()].flatMap((entry) => wordsOf(entry, depth + 1))
}

/**
 * A camera move's description in words. Some servers store the model's JSON in its place.
 *
 * @param description plain words, or a JSON text (possibly fenced or cut)
 * @returns the words; `description` itself where it is not JSON, null where there are none
 */
export function cameraWords(description: string | null): string | null {
  if (description === null || description.trim() === '') return null
  const inside = withoutFence(description).trim()
  if (!/^[[{]/.test(inside)) return description.trim()
  const words = wordsOf(parseLooseJson(inside))
  return words.length > 0 ? words.join(' ') : null
}
