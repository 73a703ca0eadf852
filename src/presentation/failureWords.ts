import { firstCharacters, characterCount } from '@/protocol/storyText'

/** Longer than this is no sentence to be read at a glance, in characters. */
const HEAD_LENGTH = 140

/**
 * Part an error's text into what is said at once and what is folded: the first line, cut at a word where it is
 * long, and the whole text where anything was left out.
 *
 * @returns `head` to show; `whole` to unfold, null where `head` is all there is
 */
export function failureWords(message: string): { readonly head: string; readonly whole: string | null } {
  const whole = message.trim()
  const line = whole.split('\n', 1)[0]?.trim() ?? ''
  if (characterCount(line) <= HEAD_LENGTH) return { head: line, whole: line === whole ? null : whole }
  const cut = firstCharacters(line, HEAD_LENGTH)
  const atWord = cut.replace(/\s\S{0,20}$/, '')
  return { head: `${atWord}…`, whole }
}
