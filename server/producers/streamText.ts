import { setTimeout as delay } from 'node:timers/promises'

/** One or two Han characters, or a word with the space after it: about what a model sends at a time. */
const TOKEN = /\p{Script=Han}{1,2}|[^\s\p{Script=Han}]{1,16}\s?|\s+/gu
/** A stage streams at most so long, in milliseconds … */
const LONGEST_STREAM_MS = 8000
/** … and, since every message repeats the text so far, at most so many characters in all its messages. */
const MOST_CHARACTERS_SENT = 15_000_000
const FEWEST_PIECES = 100

/** How many pieces a text of `length` characters is sent in at most. */
function mostPieces(length: number, delayMs: number): number {
  const byTime = delayMs > 0 ? LONGEST_STREAM_MS / delayMs : Infinity
  const bySize = (2 * MOST_CHARACTERS_SENT) / Math.max(1, length)
  return Math.max(FEWEST_PIECES, Math.floor(Math.min(byTime, bySize)))
}

/** The text in pieces of a token each, larger ones where there would be too many. Never cuts a character in two. */
export function piecesOf(text: string, delayMs: number): string[] {
  const tokens = text.match(TOKEN) ?? []
  const size = Math.max(1, Math.ceil(tokens.length / mostPieces(text.length, delayMs)))
  const pieces: string[] = []
  for (let at = 0; at < tokens.length; at += size) pieces.push(tokens.slice(at, at + size).join(''))
  return pieces
}

/**
 * Yield a finished text as a model would write it.
 *
 * @param delayMs between two pieces; the whole takes at most about eight seconds
 * @throws the signal's reason once it is aborted
 */
export async function* streamText(
  text: string,
  delayMs: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  for (const piece of piecesOf(text, delayMs)) {
    // The reason is the caller's own; the timer would wrap it in an error of its own.
    await delay(delayMs, undefined, { signal }).catch(() => signal.throwIfAborted())
    signal.throwIfAborted()
    yield piece
  }
}
