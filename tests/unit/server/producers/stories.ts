import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import type { StoryContext } from '../../../../server/producers/types'

/** A story kept as a file. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../../../fixtures/stories/${name}`, import.meta.url), 'utf8')
}

/** A project with a story. */
export function contextOf(story: string): StoryContext {
  return { projectId: 'p', story, aspectRatio: '16:9', filmLength: 'full' }
}

/** Anything that a person may paste: whole characters, broken ones, and what splits sentences. */
export const anyStory = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '。',
        '！”',
        '“',
        '"',
        '. ',
        '…',
        '\n',
        '\n\n',
        '\r\n',
        'Mr. ',
        '他走了',
        '，',
        '👨‍👩‍👧',
        '-->',
        '<b>',
        '{"scenes":[',
      ),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''))
