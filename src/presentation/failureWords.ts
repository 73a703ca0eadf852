import { firstCharacters, characterCount } from '@/protocol/characters'

/** A longer first line is cut, in characters. */
const HEAD_LENGTH = 140

/**
 * Split an error's text into a short head and the whole text. The head is the first line, cut at a word if it is long.
 *
 * @returns `head` to show; `whole` to unfold, null if the head is all there is
 */
export function failureWords(message: string): { readonly head: string; readonly whole: string | null } {
  const whole = message.trim()
  const line = whole.split('\n', 1)[0]?.trim() ?? ''
  if (characterCount(line) <= HEAD_LENGTH) return { head: line, whole: line === whole ? null : whole }
  const cut = firstCharacters(line, HEAD_LENGTH)
  const atWord = cut.replace(/\s\S{0,20}$/, '')
  return { head: `${atWord}…`, whole }
}
