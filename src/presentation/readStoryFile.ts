import { MAX_STORY_LENGTH, characterCount } from '@/protocol/storyText'

/** What a story file turned out to be. */
export type StoryFile =
  | { readonly status: 'read'; readonly text: string; readonly encoding: string }
  | { readonly status: 'notText' }
  | { readonly status: 'tooLong' }
  /** The browser could not read it: moved, or without permission. */
  | { readonly status: 'unreadable' }

/** No encoding that is read here spends more than four bytes on a character, the byte order mark aside. */
const MAX_BYTES = MAX_STORY_LENGTH * 4 + 4

/** Control characters that no text holds: only the kinds of space and line end are common. */
const CONTROL = /(?![\t\n\v\f\r\u0085])\p{Cc}/u

/** DOS marked the end of a text with this character. */
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
    return null // not this encoding: the next is tried
  }
}

/**
 * Turn a file's bytes into a story: by its byte order mark, else UTF-8, else GB18030 (which includes GBK and
 * GB2312). Line ends become `\n`; nothing is cut.
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

/** Read a story out of a file that a person chose or dropped; a file that is too large is not even opened. */
export async function readStoryFile(file: File): Promise<StoryFile> {
  if (file.size > MAX_BYTES) return { status: 'tooLong' }
  try {
    return decodeStory(new Uint8Array(await file.arrayBuffer()))
  } catch {
    return { status: 'unreadable' }
  }
}
