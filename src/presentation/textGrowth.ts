import type { LiveText } from '@/pipeline/state'

/** How a text grows. While `textEpoch` stays the same, text is only appended, and `textEnd` holds the additions. */
export type TextGrowth = Pick<LiveText, 'textEpoch' | 'textEnd'>

/** A growing text at one moment. */
export interface GrowingText {
  readonly text: string
  /** Null if unknown; the text is then compared with the former one. */
  readonly growth: TextGrowth | null
}

/**
 * Reads a growing text. Components pass this function on instead of the text, so that they are not rendered for every
 * token.
 */
export type TextSource = () => GrowingText

/** No text yet. */
export const NO_TEXT: GrowingText = { text: '', growth: null }

/** Whether `next` is `before`, possibly with text appended. */
export function goesOn(before: GrowingText, next: GrowingText): boolean {
  if (next.growth && next.growth.textEpoch === before.growth?.textEpoch)
    return next.text.length >= before.text.length
  return next.text.startsWith(before.text)
}

/** The part of a text from `from` to `to`. If `textEnd` holds it, the whole text is not touched. */
export function partOf({ text, growth }: GrowingText, from: number, to: number): string {
  const end = growth?.textEnd ?? ''
  const endsAt = text.length - end.length
  return from >= endsAt ? end.slice(from - endsAt, to - endsAt) : text.slice(from, to)
}

/**
 * Make a function that computes a value of a growing text from its additions only.
 *
 * @param start the value for an empty text
 * @param work the value after `added` has been appended to a text with the value `before`
 */
export function createAccumulator<T>(
  start: T,
  work: (before: T, added: string) => T,
): (next: GrowingText) => T {
  let current = NO_TEXT
  let value = start
  return (next) => {
    const from = goesOn(current, next) ? current.text.length : 0
    if (from === 0) value = start
    if (next.text.length > from) value = work(value, partOf(next, from, next.text.length))
    current = next
    return value
  }
}
