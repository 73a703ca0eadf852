import type { FilmLength } from '../../src/protocol/filmLength'
import { MAX_SCENES } from '../../src/protocol/sceneLimits'
import { speechSeconds } from '../../src/protocol/speech'
import { visibleWords } from '../words/look'
import type { Sentence } from '../words/sentences'
import { beatsOf, filmSeconds, LONGEST_SCENE, sayableParts } from './beats'

/** What a film tells of a story. */
export interface FilmPlan {
  /** For each sentence, whether it is told. The first and the last one always are. */
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

/** How much a sentence shows, relative to how long it takes to say. */
function visualValue(sentence: Sentence): number {
  const opens = sentence.startsParagraph ? 0.5 : 0
  return (
    (visibleWords(sentence.text) + opens - (sentence.heading ? 1 : 0)) / (2 + speechSeconds(sentence.text))
  )
}

interface Weighed {
  readonly index: number
  readonly seconds: number
  readonly value: number
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
    const sofar = best[stretch]
    if (!sofar || sentence.value > sofar.value) best[stretch] = sentence
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
 * Decide which sentences of a story its film tells, and in which scenes. Everything is told if it fits into the wished
 * length and into 300 scenes.
 *
 * @param sentences of the whole story, in order
 */
export function planFilm(sentences: readonly Sentence[], length: FilmLength): FilmPlan {
  const longest = Math.min(WISHED_SECONDS[length] * TOLERANCE, MAX_SCENES * LONGEST_SCENE)
  const fits = ({ beats, seconds }: FilmPlan) => beats.length <= MAX_SCENES && seconds <= longest
  const spoken = sentences.map(({ text }) => speechSeconds(text))
  // A film is never shorter than what is said in it, so a story that is far too long need not be planned as a whole.
  if (spoken.reduce((sum, seconds) => sum + seconds, 0) <= longest) {
    const everything = sentences.map(() => true)
    const plan = planOf(sentences, everything)
    if (fits(plan)) return plan
  }
  const weighed = sentences.map((sentence, index) => ({
    index,
    seconds: spoken[index] ?? 0,
    value: visualValue(sentence),
  }))
  for (let budget = longest / TOLERANCE; ; budget *= SHRINK) {
    const kept = choose(weighed, budget)
    const plan = planOf(sentences, kept)
    if (fits(plan) || kept.filter(Boolean).length <= 2) return plan
  }
}
