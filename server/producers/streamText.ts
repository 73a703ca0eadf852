import { setTimeout as delay } from 'node:timers/promises'

/** One or two Han characters, or a word with the space after it: about what a model sends as one token. */
const TOKEN = /\p{Script=Han}{1,2}|[^\s\p{Script=Han}]{1,16}\s?|\s+/gu
/** A text streams for at most this long, where nothing else is said. */
const LONGEST_STREAM_MS = 8000
/** Every message repeats the text so far. All messages of a text together hold at most this many characters. */
const MOST_CHARACTERS_SENT = 15_000_000
const FEWEST_PIECES = 100

/** The largest number of pieces for a text of `length` characters. */
function mostPieces(length: number, delayMs: number, longestMs: number): number {
  const byTime = delayMs > 0 ? longestMs / delayMs : Infinity
  const bySize = Math.max(FEWEST_PIECES, (2 * MOST_CHARACTERS_SENT) / Math.max(1, length))
  return Math.max(1, Math.floor(Math.min(byTime, bySize)))
}

/** The text in pieces of one token, or larger ones where there would be too many. No character is cut in two. */
export function piecesOf(text: string, delayMs: number, longestMs = LONGEST_STREAM_MS): string[] {
  const tokens = text.match(TOKEN) ?? []
  const size = Math.max(1, Math.ceil(tokens.length / mostPieces(text.length, delayMs, longestMs)))
  const pieces: string[] = []
  for (let at = 0; at < tokens.length; at += size) pieces.push(tokens.slice(at, at + size).join(''))
  return pieces
}

/**
 * Yield a finished text in pieces, as a model would write it.
 *
 * @param delayMs the pause between two pieces
 * @param longestMs about how long the whole text takes at most
 * @throws the signal's reason once it is aborted
 */
export async function* streamText(
  text: string,
  delayMs: number,
  signal: AbortSignal,
  longestMs = LONGEST_STREAM_MS,
): AsyncGenerator<string> {
  for (const piece of piecesOf(text, delayMs, longestMs)) {
    // Throw the signal's own reason, which the timer would wrap in another error.
    await delay(delayMs, undefined, { signal }).catch(() => signal.throwIfAborted())
    signal.throwIfAborted()
    yield piece
  }
}
