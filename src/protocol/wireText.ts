/** The place of the text of `full_text` in a frame's data, without its quotes. */
export interface TextPlace {
  readonly start: number
  readonly end: number
}

/** A number, `true`, `false` or `null`. The JSON parser checks it in detail later. */
const BARE_VALUE = /[-+.\w]+/y
const SPACE = /[ \t\n\r]*/y

/** The index just after the match of a sticky `pattern` at `at`; -1 where it does not match. */
function after(pattern: RegExp, raw: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(raw) ? pattern.lastIndex : -1
}

/** The index of the quote that ends the string around `from`; -1 where there is none. */
function closingQuote(raw: string, from: number): number {
  for (let at = raw.indexOf('"', from); at !== -1; at = raw.indexOf('"', at + 1)) {
    let first = at
    while (first > from && raw[first - 1] === '\\') first -= 1
    if ((at - first) % 2 === 0) return at
  }
  return -1
}

/**
 * Find the string value of the last member `full_text` of a JSON object. Only flat objects whose keys hold no escapes
 * are searched.
 *
 * @param raw JSON text. For anything else the result means nothing, and parsing will fail
 * @param knownLength how many UTF-16 units of the string at `start` can be skipped: whole characters and escapes
 * @returns null where there is no such member, or where the object has another form
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
      // A later member of the same name replaces an earlier one.
      if (end === -1 || key === 'full_text') return null
    }
    at = after(SPACE, raw, end)
  } while (raw[at] === ',')
  return raw[at] === '}' && after(SPACE, raw, at + 1) === raw.length ? place : null
}
