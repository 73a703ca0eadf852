/** The longest story that is taken, in characters (code points, as the backend counts them). */
export const MAX_STORY_LENGTH = 200_000

/** How many characters a text has, each emoji of one code point counting once. */
export function storyLength(text: string): number {
  let length = text.length
  for (let i = 0; i < text.length - 1; i += 1) {
    const pair =
      isBetween(text.charCodeAt(i), 0xd800, 0xdbff) && isBetween(text.charCodeAt(i + 1), 0xdc00, 0xdfff)
    if (pair) length -= 1
  }
  return length
}

/** How many characters a text of `length` characters that ends in `end` has with `added`: a pair may be cut there. */
export function grownLength(length: number, end: string, added: string): number {
  const isCutPair =
    isBetween(end.charCodeAt(end.length - 1), 0xd800, 0xdbff) &&
    isBetween(added.charCodeAt(0), 0xdc00, 0xdfff)
  return length + storyLength(added) - (isCutPair ? 1 : 0)
}

/** The first `count` characters of a text, counted as `storyLength` does: none is cut in two. */
export function firstCharacters(text: string, count: number): string {
  // No character takes more than two units.
  return [...text.slice(0, count * 2)].slice(0, count).join('')
}

function isBetween(code: number, first: number, last: number): boolean {
  return code >= first && code <= last
}

/** What stands against a story: nothing (null), that it is blank, or that it is too long. */
export type StoryProblem = 'blank' | 'tooLong'

/** Check a story as the backend will. */
export function storyProblem(text: string): StoryProblem | null {
  if (text.trim() === '') return 'blank'
  return storyLength(text) > MAX_STORY_LENGTH ? 'tooLong' : null
}

const NAME_LENGTH = { wide: 16, narrow: 40 } as const
const WIDE = /[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]/

/**
 * A name made of the story's first words: its first line where that is short (a title), else its first clause, cut
 * at a word's end. '' for a blank story.
 */
export function nameFromStory(story: string): string {
  const line = /\S.*/.exec(story.slice(0, 2_000))?.[0].trim() ?? ''
  const limit = WIDE.test(line) ? NAME_LENGTH.wide : NAME_LENGTH.narrow
  if (storyLength(line) <= limit) return line.replace(/[，,、：:；;。.]+$/u, '') || line
  const head = firstCharacters(line, limit)
  const clause = /^.{4,}?(?=[，。、；：！？!?;:,.])/u.exec(head)?.[0]
  if (clause) return clause
  return limit === NAME_LENGTH.narrow && head.includes(' ') ? head.slice(0, head.lastIndexOf(' ')) : head
}
