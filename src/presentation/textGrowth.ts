import type { LiveText } from '@/pipeline/state'

/** How a text grows: while `textEpoch` stays it is only added to, and what was added is in `textEnd`. */
export type TextGrowth = Pick<LiveText, 'textEpoch' | 'textEnd'>

/** A text as it stands at a moment. */
export interface GrowingText {
  readonly text: string
  /** Null where it is not known how it grows: it is then compared with what was there. */
  readonly growth: TextGrowth | null
}

/**
 * Where a view finds a text that grows. Handed down in place of the text: what only hands it on is not rendered for
 * every word.
 */
export type TextSource = () => GrowingText

/** No text yet. */
export const NO_TEXT: GrowingText = { text: '', growth: null }

/** Whether a text is a former one with something added, or that itself. */
export function goesOn(before: GrowingText, next: GrowingText): boolean {
  if (next.growth && next.growth.textEpoch === before.growth?.textEpoch)
    return next.text.length >= before.text.length
  return next.text.startsWith(before.text)
}

/** The part of a text from `from` to `to`, read from its end where that holds it: the whole is then not touched. */
export function partOf({ text, growth }: GrowingText, from: number, to: number): string {
  const end = growth?.textEnd ?? ''
  const endsAt = text.length - end.length
  return from >= endsAt ? end.slice(from - endsAt, to - endsAt) : text.slice(from, to)
}

/**
 * Make something that is worked out of a text as it grows, out of what was added each time.
 *
 * @param work what `before` becomes by `added`; `start` is that of an empty text
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
