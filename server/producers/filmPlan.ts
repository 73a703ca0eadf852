import type { FilmLength } from '../../src/protocol/filmLength'
import { MAX_SCENES } from '../../src/protocol/sceneLimits'
import { speechSeconds } from '../../src/protocol/speech'
import { visibleWords } from '../words/look'
import type { Sentence } from '../words/sentences'
import { beatsOf, filmSeconds, LONGEST_SCENE, sayableParts } from './beats'

/** What a film narrates of a story. */
export interface FilmPlan {
  /** For each sentence, whether the film narrates it. It always narrates the first and the last one. */
  readonly kept: readonly boolean[]
  /** The scenes, each as its sentences. */
  readonly beats: readonly (readonly Sentence[])[]
  /** How long the film lasts. */
  readonly seconds: number
}

const WISHED_SECONDS: Readonly<Record<FilmLength, number>> = { '1min': 60, '3min': 180, full: Infinity }
/** A film may last this much longer than wished before sentences are left out. */
const TOLERANCE = 1.1
/** By how much fewer seconds of speech are tried where a film becomes too long. */
const SHRINK = 0.93

interface Weighed {
  readonly index: number
  /** How long it takes to say. */
  readonly seconds: number
  /** How much it shows, relative to that. */
  readonly value: number
}

function weigh({ text, startsParagraph, heading }: Sentence, index: number, seconds: number): Weighed {
  const shown = visibleWords(text) + (startsParagraph ? 0.5 : 0) - (heading ? 1 : 0)
  return { index, seconds, value: shown / (2 + seconds) }
}

/** The most visual sentence of each stretch of the story: as many stretches as sentences fit into `budget`. */
function bestOfStretches(sentences: readonly Weighed[], budget: number): Weighed[] {
  const total = sentences.reduce((sum, { seconds }) => sum + seconds, 0)
  const count = Math.max(1, Math.round((sentences.length * budget) / Math.max(total, 1)))
  const best: Weighed[] = []
  let passed = 0
  for (const sentence of sentences) {
    const stretch = Math.min(count - 1, Math.floor((passed / total) * count))
    passed += sentence.seconds
    const before = best[stretch]
    if (!before || sentence.value > before.value) best[stretch] = sentence
  }
  return best.filter(Boolean)
}

/** Choose sentences that take about `budget` seconds to say: from all parts of the story, the most visual ones. */
function choose(weighed: readonly Weighed[], budget: number): boolean[] {
  const kept = weighed.map(() => false)
  let left = budget
  const keep = ({ index, seconds }: Weighed, must = false) => {
    if (kept[index] || (seconds > left && !must)) return
    kept[index] = true
    left -= seconds
  }
  for (const end of [weighed[0], weighed.at(-1)]) if (end) keep(end, true)
  for (const sentence of bestOfStretches(weighed.slice(1, -1), left)) keep(sentence)
  for (const sentence of [...weighed].sort((a, b) => b.value - a.value || a.index - b.index)) keep(sentence)
  return kept
}

function planOf(sentences: readonly Sentence[], kept: readonly boolean[]): FilmPlan {
  const beats = beatsOf(sentences.filter((_, index) => kept[index]).flatMap(sayableParts))
  return { kept, beats, seconds: filmSeconds(beats) }
}

/**
 * Prepare to decide which sentences of a story its film narrates, and in which scenes. It narrates all of them if they fit
 * into the wished length and into 300 scenes.
 *
 * @param sentences of the whole story, in order
 * @returns plans a film of a wished length
 */
export function createFilmPlanner(sentences: readonly Sentence[]): (length: FilmLength) => FilmPlan {
  const spoken = sentences.map(({ text }) => speechSeconds(text))
  const total = spoken.reduce((sum, seconds) => sum + seconds, 0)
  /** Weighing reads every word of the story, so it is done for the first film that leaves something out. */
  let weighed: readonly Weighed[] | null = null
  return (length) => {
    const longest = Math.min(WISHED_SECONDS[length] * TOLERANCE, MAX_SCENES * LONGEST_SCENE)
    const fits = ({ beats, seconds }: FilmPlan) => beats.length <= MAX_SCENES && seconds <= longest
    // A film is never shorter than what is said in it, so a story that is far too long need not be planned as a whole.
    if (total <= longest) {
      const everything = sentences.map(() => true)
      const plan = planOf(sentences, everything)
      if (fits(plan)) return plan
    }
    weighed ??= sentences.map((sentence, index) => weigh(sentence, index, spoken[index] ?? 0))
    for (let budget = longest / TOLERANCE; ; budget *= SHRINK) {
      const kept = choose(weighed, budget)
      const plan = planOf(sentences, kept)
      if (fits(plan) || kept.filter(Boolean).length <= 2) return plan
    }
  }
}
