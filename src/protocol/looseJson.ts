import { jsonrepair } from 'jsonrepair'

/**
 * Read JSON as models write it: truncated, with raw newlines, single quotes or trailing commas.
 *
 * @returns the value, or undefined where the text cannot be repaired
 */
export function parseLooseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return parseRepaired(text)
  }
}

function parseRepaired(text: string): unknown {
  try {
    return JSON.parse(jsonrepair(text))
  } catch {
    return undefined // callers treat text beyond repair as no value
  }
}

/** The inside of a Markdown fence, which may still be open; the text itself where there is no fence. */
export function withoutFence(text: string): string {
  const opening = /^\s*```[^\n]*(?:\n|$)/.exec(text)
  if (!opening) return text
  const inside = text.slice(opening[0].length)
  const closing = inside.lastIndexOf('```')
  return closing === -1 ? inside : inside.slice(0, closing)
}
