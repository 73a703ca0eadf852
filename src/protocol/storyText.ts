import { characterCount, firstCharacters } from './characters'

/*
 * What page and studio must agree on about a story: its limits and its name. The page checks before it sends; the
 * studio checks again.
 */

/** The longest story, in characters (code points). */
export const MAX_STORY_LENGTH = 200_000

/** The longest name of a project, in characters (code points). */
export const MAX_NAME_LENGTH = 200

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
