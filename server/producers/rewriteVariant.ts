import { groupSentences, sceneCount } from './sceneBoundaries'
import { rewriteStory } from './rewriteStory'
import { speechSeconds } from '../words/language'
import { readLook } from '../words/look'
import { joinSentences, splitSentences, type Sentence } from '../words/sentences'

/** How much a sentence shows. */
function visible({ text }: Sentence): number {
  const { things, places } = readLook(text)
  return things.length + places.length
}

/** The share of the sentences that shows the most, in their order. The first one stays, and titles do. */
function mostVisible(sentences: readonly Sentence[], share: number): Sentence[] {
  const rank = (sentence: Sentence, index: number) =>
    sentence.heading || index === 0 ? Infinity : visible(sentence)
  const kept = sentences
    .map((sentence, index) => ({ sentence, index, rank: rank(sentence, index) }))
    .sort((a, b) => b.rank - a.rank || a.index - b.index)
    .slice(0, Math.max(1, Math.ceil(sentences.length * share)))
  return kept.sort((a, b) => a.index - b.index).map(({ sentence }) => sentence)
}

function inParagraphs(sentences: readonly Sentence[]): string {
  const seconds = sentences.reduce((sum, { text }) => sum + speechSeconds(text), 0)
  return groupSentences(sentences, sceneCount(seconds, sentences.length))
    .map((group) => joinSentences(group.map(({ text }) => text)))
    .join('\n')
}

/** The versions, in the order of their numbers: each turns the standard rewrite into another text. */
const VERSIONS: readonly ((rewritten: string) => string)[] = [
  (rewritten) => rewritten,
  // Tighter: what can be seen.
  (rewritten) => inParagraphs(mostVisible(splitSentences(rewritten), 2 / 3)),
  // A sentence a line, for a slow reading.
  (rewritten) =>
    splitSentences(rewritten)
      .map(({ text }) => text)
      .join('\n'),
  // The shortest.
  (rewritten) => inParagraphs(mostVisible(splitSentences(rewritten), 1 / 3)),
  // The shortest, a sentence a line.
  (rewritten) =>
    mostVisible(splitSentences(rewritten), 1 / 2)
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
export function rewriteVariant(story: string, number: number): string {
  const rewritten = rewriteStory(story)
  return VERSIONS[(number - 1) % VERSIONS.length]?.(rewritten) ?? rewritten
}
