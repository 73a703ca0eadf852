/** Turns almost JSON into JSON. It throws where it cannot. */
export type JsonRepair = (text: string) => string

let repair: JsonRepair | null = null
let isMissed = false

/** Set what repairs JSON: a library that a page loads only when a text needs it. */
export function setJsonRepair(next: JsonRepair): void {
  repair = next
}

/** Whether a text has needed repair while there was none. */
export function missesJsonRepair(): boolean {
  return isMissed && repair === null
}

/**
 * Read JSON as models write it: truncated, with raw newlines, single quotes or trailing commas.
 *
 * @returns the value, or undefined where the text cannot be repaired, or not yet
 */
export function parseLooseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return parseRepaired(text)
  }
}

function parseRepaired(text: string): unknown {
  if (repair === null) {
    isMissed = true
    return undefined
  }
  try {
    return JSON.parse(repair(text))
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
