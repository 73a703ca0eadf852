import { MAX_SCENES } from '../../src/protocol/sceneLimits'
import { speechSeconds } from '../../src/protocol/speech'
import { divide } from '../../src/protocol/divideText'
import { joinSentences, type Sentence } from '../words/sentences'

/*
 * Where one scene ends and the next begins. A scene is one beat of the story: a sentence or two of one paragraph, as
 * long as its narration takes to say.
 */

/** The length of a scene, in seconds. A sentence that takes longer to say is divided. */
const SHORTEST_SCENE = 2
export const LONGEST_SCENE = 12
/** A second sentence joins a scene that stays this short, in seconds. */
const BEAT_SECONDS = 7
const MOST_SENTENCES = 2
/** How precisely the length is searched with which all scenes of a very long story fit in, in seconds. */
const FIT_PRECISION = 0.1

/** How long a scene with this narration lasts, in seconds: in steps of half a second. */
export function sceneSeconds(narration: string): number {
  const spoken = Math.ceil(speechSeconds(narration) * 2) / 2
  return Math.min(LONGEST_SCENE, Math.max(SHORTEST_SCENE, spoken))
}

/** How long a film of these beats lasts, in seconds. */
export function filmSeconds(beats: readonly (readonly Sentence[])[]): number {
  return beats.reduce((sum, beat) => sum + sceneSeconds(joinSentences(beat.map(({ text }) => text))), 0)
}

/** A sentence in parts that can be said within one scene. */
export function sayableParts(sentence: Sentence): Sentence[] {
  return divide(sentence.text, speechSeconds, LONGEST_SCENE).map((text, index) => ({
    ...sentence,
    text,
    startsParagraph: sentence.startsParagraph && index === 0,
  }))
}

function group(
  sentences: readonly Sentence[],
  joins: (sentence: Sentence, beat: readonly Sentence[], seconds: number) => boolean,
): Sentence[][] {
  const beats: Sentence[][] = []
  let seconds = 0
  for (const sentence of sentences) {
    const beat = beats.at(-1)
    const own = speechSeconds(sentence.text)
    seconds += own
    if (beat && joins(sentence, beat, seconds)) beat.push(sentence)
    else {
      beats.push([sentence])
      seconds = own
    }
  }
  return beats
}

/** Beats of up to `longest` seconds, across paragraphs. */
function tightBeats(sentences: readonly Sentence[], longest: number): Sentence[][] {
  return group(sentences, (_, __, seconds) => seconds <= longest)
}

/**
 * Group sentences into beats, in order. A title is a beat of its own. A story with more beats than a film can have
 * scenes gets longer ones, whatever its paragraphs.
 *
 * @param sentences each short enough for a scene ({@link sayableParts})
 * @returns at most 300 beats; more only where even beats of 12 seconds are too many
 */
export function beatsOf(sentences: readonly Sentence[]): Sentence[][] {
  const beats = group(
    sentences,
    (sentence, beat, seconds) =>
      !sentence.startsParagraph &&
      beat.length < MOST_SENTENCES &&
      seconds <= BEAT_SECONDS &&
      !beat.some(({ heading }) => heading),
  )
  if (beats.length <= MAX_SCENES) return beats
  let [short, long] = [SHORTEST_SCENE, LONGEST_SCENE]
  while (long - short > FIT_PRECISION) {
    const middle = (short + long) / 2
    if (tightBeats(sentences, middle).length <= MAX_SCENES) long = middle
    else short = middle
  }
  return tightBeats(sentences, long)
}
