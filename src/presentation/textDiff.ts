import { diffArrays } from 'diff'

/** A part of a text in comparison with another one. */
export interface TextPart {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/** Texts that differ in more places than this are shown as wholly different, so that a comparison never takes long. */
const MOST_EDITS = 4_000

/** The words of a text, with the spaces and marks between them. Chinese words are found by the browser's dictionary. */
function wordsOf(text: string, locale: string): string[] {
  return Array.from(
    new Intl.Segmenter(locale, { granularity: 'word' }).segment(text),
    ({ segment }) => segment,
  )
}

/**
 * What `text` adds to `base` and leaves out of it, in the order of reading. All parts but the removed ones make up
 * `text`, all but the added ones `base`.
 */
export function diffTexts(base: string, text: string, locale: string): readonly TextPart[] {
  const changes = diffArrays(wordsOf(base, locale), wordsOf(text, locale), { maxEditLength: MOST_EDITS })
  if (!changes)
    return [
      { kind: 'removed', text: base },
      { kind: 'added', text },
    ]
  return changes.map(({ added, removed, value }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value.join(''),
  }))
}
