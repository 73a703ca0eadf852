import { speechSeconds } from '../words/language'
import type { Sentence } from '../words/sentences'

/*
 * Where one scene ends and the next begins. Scenes have about equal lengths, but prefer to begin where the story begins
 * something new: a paragraph, another time or place, a sudden turn.
 */

/** Up to this many seconds of speech make one scene. The number of scenes grows with the logarithm of the length. */
const ONE_SCENE_SECONDS = 12
const SCENES_PER_DOUBLING = 1.7
/** The largest number of scenes of a film. */
const MOST_SCENES = 12

const TURN_OF_EVENTS =
  /^[“"「]?(?:忽|既|及|次日|翌日|第二天|明日|后来|不久|于是|一日|一夜|有一天|当|直到|终于|突然|这时|从此|过了|once|one |then|next|after|at last|suddenly|meanwhile|later|but when|when|now|soon|finally|in the (?:morning|evening|night))/iu

/** The number of scenes for a story of `seconds` of narration and `sentences` sentences. */
export function sceneCount(seconds: number, sentences: number): number {
  const byLength = Math.round(SCENES_PER_DOUBLING * Math.log2(Math.max(1, seconds / ONE_SCENE_SECONDS)))
  return Math.max(1, Math.min(byLength, MOST_SCENES, sentences))
}

/** How well a sentence suits the start of a scene: 0 is neutral, 1 is very good. */
function openingValue(sentence: Sentence, before: Sentence | undefined): number {
  if (before?.heading) return -2
  if (sentence.heading) return 1
  return (sentence.startsParagraph ? 0.5 : 0) + (TURN_OF_EVENTS.test(sentence.text) ? 0.3 : 0)
}

/**
 * Divide sentences into `count` groups of about equal length. None is empty, and the order stays.
 *
 * @param count at least 1 and at most the number of sentences
 */
export function groupSentences(sentences: readonly Sentence[], count: number): Sentence[][] {
  const lengths = sentences.map((sentence) => speechSeconds(sentence.text) + 0.2)
  const total = lengths.reduce((sum, length) => sum + length, 0)
  const groups: Sentence[][] = []
  let start = 0
  let done = 0
  for (let group = 1; group < count; group++) {
    const ideal = (total * group) / count
    let best = { at: start + 1, cost: Infinity, done: 0 }
    let sum = done
    for (let at = start + 1; at <= sentences.length - (count - group); at++) {
      sum += lengths[at - 1] ?? 0
      const sentence = sentences[at]
      if (!sentence) break
      const cost = Math.abs(sum - ideal) / (total / count) - openingValue(sentence, sentences[at - 1])
      if (cost < best.cost) best = { at, cost, done: sum }
      if (sum > ideal + total / count) break
    }
    groups.push(sentences.slice(start, best.at))
    start = best.at
    done = best.done
  }
  groups.push(sentences.slice(start))
  return groups
}
