import { MAX_STORY_CHARACTERS } from './limits'
import type { FieldReader } from './request'

const MAX_NAME_GRAPHEMES = 20
const MAX_NAME_WORDS = 8
const BEGINNING_LENGTH = 1000

/** A story's text from the body's `original_topic`; a field error where it is blank or too long. */
export function readStory(fields: FieldReader, required: boolean): string | undefined {
  const story = fields.text('original_topic', { required })
  if (story === undefined) return undefined
  // Spaces, control and format characters alone (a byte order mark, direction marks) are not a story.
  if (!/[^\p{White_Space}\p{C}]/u.test(story)) return fields.fault('original_topic', 'blankStory')
  const count = [...story].length
  if (count > MAX_STORY_CHARACTERS)
    return fields.fault('original_topic', 'storyTooLong', { count: count.toLocaleString('en-US') })
  return story
}

/** A project's name out of its story's first words: up to the first punctuation, at most 8 words or 20 characters. */
export function nameFromStory(story: string): string {
  // A name needs no more, and segmenting a whole long story costs gigabytes.
  const beginning = story.trim().slice(0, BEGINNING_LENGTH)
  const line = beginning.split('\n').find((one) => /[\p{L}\p{N}]/u.test(one)) ?? beginning
  const words = line.replace(/^[^\p{L}\p{N}]+/u, '').split(/[\p{P}]/u, 1)[0] ?? ''
  const short = words.trim().split(/\s+/).slice(0, MAX_NAME_WORDS).join(' ')
  const graphemes = [...new Intl.Segmenter().segment(short === '' ? beginning : short)].map((s) => s.segment)
  if (graphemes.length <= MAX_NAME_GRAPHEMES) return graphemes.join('')
  const cut = graphemes.slice(0, MAX_NAME_GRAPHEMES).join('')
  // Not in the middle of a word, where there are words.
  const lastSpace = cut.lastIndexOf(' ')
  return `${lastSpace > MAX_NAME_GRAPHEMES / 2 ? cut.slice(0, lastSpace) : cut}…`
}
