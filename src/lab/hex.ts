/** Bytes in one row of a dump. */
export const HEX_ROW_BYTES = 16

/** A row of a dump. */
export interface HexRow {
  readonly offset: number
  /** Two digits for each byte. */
  readonly hex: readonly string[]
  /** Printable ASCII; a point for every other byte. */
  readonly printable: string
}

/** How many rows these bytes fill. */
export function hexRowCount(bytes: Uint8Array): number {
  return Math.ceil(bytes.length / HEX_ROW_BYTES)
}

/** Rows `start` (from 0) to `end` (not included) of a dump: a list that shows a few makes a few. */
export function hexRows(bytes: Uint8Array, start = 0, end = hexRowCount(bytes)): HexRow[] {
  const rows: HexRow[] = []
  for (let row = Math.max(0, start); row < Math.min(end, hexRowCount(bytes)); row += 1) {
    const offset = row * HEX_ROW_BYTES
    const part = Array.from(bytes.subarray(offset, offset + HEX_ROW_BYTES))
    rows.push({
      offset,
      hex: part.map((byte) => byte.toString(16).padStart(2, '0')),
      printable: part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(''),
    })
  }
  return rows
}

/** Marks that change how text around them is shown, or that show nothing, and halves of a pair that lack the other. */
const UNSEEN =
  /[\u0080-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Surrogate}/gu
/** C0 and DEL, which have pictures of their own in Unicode. */
const CONTROLS = /[\u0000-\u001f\u007f]/g

/**
 * A text in which nothing hides: control characters as their pictures (␀ … ␡), direction marks, invisible characters
 * and lone surrogates as `⟨U+202E⟩`. A line feed keeps its effect behind its picture.
 */
export function visibleText(text: string): string {
  return text
    .replace(CONTROLS, (character) => {
      const code = character.charCodeAt(0)
      const picture = code === 0x7f ? '\u2421' : String.fromCharCode(0x2400 + code)
      return character === '\n' ? `${picture}\n` : picture
    })
    .replace(UNSEEN, (character) => {
      const code = character.codePointAt(0) ?? 0
      return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`
    })
}
