import { characterCount, firstCharacters } from '@/protocol/characters'
import { MAX_STORY_LENGTH } from '@/protocol/storyText'

/** The encodings in which a story may come, the most likely first. The names are those of the Encoding standard. */
export const ENCODINGS = ['utf-8', 'gb18030', 'big5', 'shift_jis', 'utf-16le', 'utf-16be'] as const
/** How the characters of a story are written in bytes. */
export type StoryEncoding = (typeof ENCODINGS)[number]

/** The result of reading a story file. */
export type StoryFile =
  | {
      readonly status: 'read'
      readonly text: string
      readonly encoding: StoryEncoding
      /** Whether the file itself shows its encoding; otherwise it is a guess. */
      readonly isCertain: boolean
      /** How many places could not be read. Each is a replacement character in the text. */
      readonly damaged: number
    }
  | { readonly status: 'notText' }
  | { readonly status: 'tooLong' }
  /** The browser could not read it, because it was moved or permission is missing. */
  | { readonly status: 'unreadable' }

/** The supported encodings use at most four bytes for a character, plus the byte order mark. */
const MAX_BYTES = MAX_STORY_LENGTH * 4 + 4

/** Control characters that do not occur in text. White space and line ends do. */
const CONTROL = /(?![\t\n\v\f\r\u0085])\p{Cc}/u

/** DOS marked the end of a text file with this character. */
const END_OF_FILE = '\u001a'

function markedEncoding(bytes: Uint8Array): StoryEncoding | null {
  const [first, second, third] = bytes
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return null
}

function strictly(bytes: Uint8Array, encoding: StoryEncoding): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null // another encoding, or a damaged file
  }
}

/** What decoders put in the place of bytes that mean nothing: the replacement character, or one without a meaning. */
const MEANINGLESS = /[\ufffd\p{Co}]/gu

/** How many places of a file could not be decoded. Such characters that are in the file itself count as well. */
function damageIn(text: string): number {
  return text.match(MEANINGLESS)?.length ?? 0
}

/** A text in which no more than this share of the characters is damaged is still a text. */
const TOLERABLE = 0.02

function isTolerable(text: string): boolean {
  return damageIn(text) <= text.length * TOLERABLE
}

/** UTF-16 without a mark: Latin letters, digits and line ends have a zero byte on one side. */
function unmarkedUtf16(bytes: Uint8Array): StoryEncoding | null {
  let even = 0
  let odd = 0
  for (const [index, byte] of bytes.entries())
    if (byte === 0) {
      if (index % 2 === 0) even += 1
      else odd += 1
    }
  if (even === odd) return null
  return even < odd ? 'utf-16le' : 'utf-16be'
}

/** What a text without marks is taken for if it is not UTF-8, the most likely first. */
const OTHERS = ['gb18030', 'big5', 'shift_jis'] as const

/** The most likely encoding, and whether the bytes leave no doubt. Null if none fits. */
function recognize(
  bytes: Uint8Array,
): { readonly encoding: StoryEncoding; readonly isCertain: boolean } | null {
  const marked = markedEncoding(bytes)
  if (marked !== null) return { encoding: marked, isCertain: true }
  const utf16 = unmarkedUtf16(bytes)
  if (utf16 !== null) return { encoding: utf16, isCertain: false }
  // Hardly any text in another encoding happens to be valid UTF-8.
  if (strictly(bytes, 'utf-8') !== null) return { encoding: 'utf-8', isCertain: true }
  if (isTolerable(new TextDecoder('utf-8').decode(bytes))) return { encoding: 'utf-8', isCertain: false }
  const tolerable = OTHERS.filter((one) => isTolerable(new TextDecoder(one).decode(bytes)))
  const encoding = tolerable.find((one) => strictly(bytes, one) !== null) ?? tolerable[0]
  return encoding ? { encoding, isCertain: false } : null
}

/**
 * Decode a story, as far as it can be: by its byte order mark, else as UTF-8 even if a little of it is damaged, else by the
 * first encoding that fits. Line ends become `\n`; nothing is cut off.
 *
 * @param chosen decode as this encoding, whatever the bytes look like
 */
export function decodeStory(bytes: Uint8Array, chosen?: StoryEncoding): StoryFile {
  if (bytes.length > MAX_BYTES) return { status: 'tooLong' }
  const recognized = chosen === undefined ? recognize(bytes) : { encoding: chosen, isCertain: false }
  if (recognized === null) return { status: 'notText' }
  const decoded = new TextDecoder(recognized.encoding).decode(bytes)
  const text = (decoded.endsWith(END_OF_FILE) ? decoded.slice(0, -1) : decoded).replace(/\r\n?/g, '\n')
  if (CONTROL.test(text) || !isTolerable(text)) return { status: 'notText' }
  if (characterCount(text) > MAX_STORY_LENGTH) return { status: 'tooLong' }
  return { status: 'read', text, ...recognized, damaged: damageIn(text) }
}

/** The beginning of a story in each encoding in which it would be text, for a person to choose the right one. */
export function encodingPreviews(
  bytes: Uint8Array,
  characters: number,
): readonly { readonly encoding: StoryEncoding; readonly preview: string }[] {
  return ENCODINGS.flatMap((encoding) => {
    const result = decodeStory(bytes, encoding)
    if (result.status !== 'read') return []
    return [{ encoding, preview: firstCharacters(result.text.trim().replace(/\s+/g, ' '), characters) }]
  })
}

/** What a file contains, and its bytes, if it could be opened. */
export interface StoryFileRead {
  readonly result: StoryFile
  readonly bytes: Uint8Array | null
}

/** Read a story from a file that was chosen or dropped. A file that is too large is not opened. */
export async function readStoryFile(file: File): Promise<StoryFileRead> {
  if (file.size > MAX_BYTES) return { result: { status: 'tooLong' }, bytes: null }
  try {
    const bytes = new Uint8Array(await file.arrayBuffer())
    return { result: decodeStory(bytes), bytes }
  } catch {
    return { result: { status: 'unreadable' }, bytes: null }
  }
}
