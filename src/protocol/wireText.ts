/** Where the text of `full_text` stands in a frame's data, without its quotes. */
export interface TextPlace {
  readonly start: number
  readonly end: number
}

/** A number, `true`, `false` or `null`; the JSON parser sees to the rest. */
const BARE_VALUE = /[-+.\w]+/y
const SPACE = /[ \t\n\r]*/y

/** The index after what `pattern`, which is sticky, finds at `at`; -1 where it finds nothing. */
function after(pattern: RegExp, raw: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(raw) ? pattern.lastIndex : -1
}

/** The index of the quote that ends the string whose inside, or a rest of it, begins at `from`; -1 where none does. */
function closingQuote(raw: string, from: number): number {
  for (let at = raw.indexOf('"', from); at !== -1; at = raw.indexOf('"', at + 1)) {
    let first = at
    while (first > from && raw[first - 1] === '\\') first -= 1
    if ((at - first) % 2 === 0) return at
  }
  return -1
}

/**
 * Find the value of the last member `full_text` of a JSON object, which is a string. Only flat objects are looked
 * through, with keys that hold no escapes.
 *
 * @param raw a JSON text. Where it is none, what is found means nothing: parsing it is what tells.
 * @param knownLength how much of the string that begins at `start` need not be looked through: whole characters and
 *   escapes. In UTF-16 units
 * @returns null where there is none, or the text is of another kind
 */
export function findFullText(raw: string, knownLength: (start: number) => number): TextPlace | null {
  let place: TextPlace | null = null
  let at = after(SPACE, raw, 0)
  if (raw[at] !== '{') return null
  do {
    const keyAt = after(SPACE, raw, at + 1)
    const keyEnd = raw[keyAt] === '"' ? closingQuote(raw, keyAt + 1) : -1
    if (keyEnd === -1) return null
    const key = raw.slice(keyAt + 1, keyEnd)
    const colonAt = after(SPACE, raw, keyEnd + 1)
    if (key.includes('\\') || raw[colonAt] !== ':') return null
    const valueAt = after(SPACE, raw, colonAt + 1)
    let end: number
    if (raw[valueAt] === '"') {
      const start = valueAt + 1
      const isText = key === 'full_text'
      end = closingQuote(raw, isText ? start + knownLength(start) : start)
      if (end === -1) return null
      if (isText) place = { start, end }
      end += 1
    } else {
      end = after(BARE_VALUE, raw, valueAt)
      // An earlier text of the same name does not count any more.
      if (end === -1 || key === 'full_text') return null
    }
    at = after(SPACE, raw, end)
  } while (raw[at] === ',')
  return raw[at] === '}' && after(SPACE, raw, at + 1) === raw.length ? place : null
}
