import { visibleWords } from '../words/look'
import { joinSentences, splitSentences, type Sentence } from '../words/sentences'
import { beatsOf, sayableParts } from './beats'
import { rewriteStory } from './rewriteStory'
import type { StoryContext } from './types'

/** The share of the sentences that shows the most, in their order. The first one stays, and titles do. */
function mostVisible(sentences: readonly Sentence[], share: number): Sentence[] {
  const rank = (sentence: Sentence, index: number) =>
    sentence.heading || index === 0 ? Infinity : visibleWords(sentence.text)
  const kept = sentences
    .map((sentence, index) => ({ sentence, index, rank: rank(sentence, index) }))
    .sort((a, b) => b.rank - a.rank || a.index - b.index)
    .slice(0, Math.max(1, Math.ceil(sentences.length * share)))
  return kept.sort((a, b) => a.index - b.index).map(({ sentence }) => sentence)
}

function inBeats(sentences: readonly Sentence[]): string {
  return beatsOf(sentences.flatMap(sayableParts))
    .map((beat) => joinSentences(beat.map(({ text }) => text)))
    .join('\n')
}

/** The versions, in the order of their numbers: each turns the standard rewrite into another text. */
const VERSIONS: readonly ((rewritten: string) => string)[] = [
  (rewritten) => rewritten,
  // Tighter: what can be seen.
  (rewritten) => inBeats(mostVisible(splitSentences(rewritten, true), 2 / 3)),
  // A sentence a line, for a slow reading.
  (rewritten) =>
    splitSentences(rewritten, true)
      .map(({ text }) => text)
      .join('\n'),
  // The shortest.
  (rewritten) => inBeats(mostVisible(splitSentences(rewritten, true), 1 / 3)),
  // The shortest, a sentence a line.
  (rewritten) =>
    mostVisible(splitSentences(rewritten, true), 1 / 2)
      .map(({ text }) => text)
      .join('\n'),
]

/**
 * One of several versions of a rewritten story, all in the person's own sentences. Versions of a very short story may be
 * equal.
 *
 * @param number from 1; after the last version the first follows
 * @returns `''` where the story holds nothing to read
 */
export function rewriteVariant({ story, filmLength }: StoryContext, number: number): string {
  const rewritten = rewriteStory(story, filmLength).text
  return VERSIONS[(number - 1) % VERSIONS.length]?.(rewritten) ?? rewritten
}
