/*
 * What page and studio must agree on about a story: how its characters are counted, its limits, and its name. The
 * page checks before it sends; the studio checks again.
 */

/** The longest story, in characters (code points). */
export const MAX_STORY_LENGTH = 200_000

/** The longest name of a project, in characters (code points). */
export const MAX_NAME_LENGTH = 200

/** How many characters (code points) a text has: an emoji of one code point counts once. */
export function characterCount(text: string): number {
  let count = text.length
  for (let i = 0; i < text.length - 1; i += 1) {
    const isPair =
      isBetween(text.charCodeAt(i), 0xd800, 0xdbff) && isBetween(text.charCodeAt(i + 1), 0xdc00, 0xdfff)
    if (isPair) count -= 1
  }
  return count
}

/**
 * The character count of a text that has grown, without counting the whole text again.
 *
 * @param count of the text so far
 * @param end the last characters of the text so far: `added` may complete a surrogate pair there
 */
export function grownCharacterCount(count: number, end: string, added: string): number {
  const completesPair =
    isBetween(end.charCodeAt(end.length - 1), 0xd800, 0xdbff) &&
    isBetween(added.charCodeAt(0), 0xdc00, 0xdfff)
  return count + characterCount(added) - (completesPair ? 1 : 0)
}

/** The first `count` characters of a text. No character is cut in two. */
export function firstCharacters(text: string, count: number): string {
  // A character takes at most two units.
  return [...text.slice(0, count * 2)].slice(0, count).join('')
}

function isBetween(code: number, first: number, last: number): boolean {
  return code >= first && code <= last
}

/** Why a story is refused. */
export type StoryProblem = 'blank' | 'tooLong'

/** Check a story; null means that it is accepted. */
export function storyProblem(text: string): StoryProblem | null {
  // Spaces, control and format characters alone (a byte order mark, say) are not a story.
  if (!/[^\p{White_Space}\p{C}]/u.test(text)) return 'blank'
  return characterCount(text) > MAX_STORY_LENGTH ? 'tooLong' : null
}

/** Chinese, Japanese and Korean characters are twice as wide and say more each. */
const WIDE = /[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]/
const WIDE_NAME_LENGTH = 16
const NARROW_NAME_LENGTH = 40
/** A name needs no more of the story than its beginning. */
const BEGINNING_LENGTH = 2_000

/**
 * The name of a project made of its story: the first line with words in it where that is short (a title), else its
 * first clause, cut between words. Markdown marks of a heading, quotation or list are left out. `''` for a blank story.
 */
export function nameFromStory(story: string): string {
  const lines = story.slice(0, BEGINNING_LENGTH).split('\n')
  const first = lines.find((one) => /[\p{L}\p{N}]/u.test(one)) ?? lines.find((one) => one.trim() !== '') ?? ''
  const line = first.trim().replace(/^[#>*\s-]+(?=[^#>*\s-])/u, '')
  const limit = WIDE.test(line) ? WIDE_NAME_LENGTH : NARROW_NAME_LENGTH
  if (characterCount(line) <= limit) return line.replace(/[，,、：:；;。.]+$/u, '') || line
  const head = firstCharacters(line, limit)
  const clause = /^.{4,}?(?=[，。、；：！？!?;:,.])/u.exec(head)?.[0]
  if (clause) return clause
  return limit === NARROW_NAME_LENGTH && head.includes(' ') ? head.slice(0, head.lastIndexOf(' ')) : head
}
