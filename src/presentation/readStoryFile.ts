import { characterCount } from '@/protocol/characters'
import { MAX_STORY_LENGTH } from '@/protocol/storyText'

/** The result of reading a story file. */
export type StoryFile =
  | { readonly status: 'read'; readonly text: string; readonly encoding: string }
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

function markedEncoding(bytes: Uint8Array): string | null {
  const [first, second, third] = bytes
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return null
}

function decodeAs(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null // another encoding, so the next one is tried
  }
}

/**
 * Decode a story by its byte order mark, else as UTF-8, else as GB18030, which includes GBK and GB2312. Line ends become
 * `\n`; nothing is cut off.
 */
export function decodeStory(bytes: Uint8Array): StoryFile {
  if (bytes.length > MAX_BYTES) return { status: 'tooLong' }
  const marked = markedEncoding(bytes)
  for (const encoding of marked ? [marked] : ['utf-8', 'gb18030']) {
    const decoded = decodeAs(bytes, encoding)
    if (decoded === null) continue
    const text = (decoded.endsWith(END_OF_FILE) ? decoded.slice(0, -1) : decoded).replace(/\r\n?/g, '\n')
    if (CONTROL.test(text)) return { status: 'notText' }
    if (characterCount(text) > MAX_STORY_LENGTH) return { status: 'tooLong' }
    return { status: 'read', text, encoding: encoding.toUpperCase() }
  }
  return { status: 'notText' }
}

/** Read a story from a file that was chosen or dropped. A file that is too large is not opened. */
export async function readStoryFile(file: File): Promise<StoryFile> {
  if (file.size > MAX_BYTES) return { status: 'tooLong' }
  try {
    return decodeStory(new Uint8Array(await file.arrayBuffer()))
  } catch {
    return { status: 'unreadable' }
  }
}
