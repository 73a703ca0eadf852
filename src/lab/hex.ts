/** Bytes per row of a hex dump. */
export const HEX_ROW_BYTES = 16

/** One row of a hex dump. */
export interface HexRow {
  readonly offset: number
  /** Two digits for each byte. */
  readonly hex: readonly string[]
  /** Printable ASCII; a dot for every other byte. */
  readonly printable: string
}

/** Number of rows of the dump. */
export function hexRowCount(bytes: Uint8Array): number {
  return Math.ceil(bytes.length / HEX_ROW_BYTES)
}

/** Rows `start` (from 0) to `end` (exclusive) of the dump, so that a list builds only the rows it shows. */
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

/** Characters that are invisible or change the text around them, and lone surrogates. */
const INVISIBLE =
  /[\u0080-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Surrogate}/gu
/** C0 controls and DEL: Unicode has a picture for each. */
const CONTROLS = /[\u0000-\u001f\u007f]/g

/**
 * Make every hidden character of a text visible: control characters become their pictures (␀ … ␡); direction marks,
 * other invisible characters and lone surrogates become `⟨U+202E⟩`. A line feed is kept after its picture.
 */
export function visibleText(text: string): string {
  return text
    .replace(CONTROLS, (character) => {
      const code = character.charCodeAt(0)
      const picture = code === 0x7f ? '\u2421' : String.fromCharCode(0x2400 + code)
      return character === '\n' ? `${picture}\n` : picture
    })
    .replace(INVISIBLE, (character) => {
      const code = character.codePointAt(0) ?? 0
      return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`
    })
}
