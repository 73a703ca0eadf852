import { divide } from './divideText'
import { speechSeconds } from './speech'

/** A subtitle with the seconds between which it is shown. */
export interface Cue {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** How much a viewer can read in one cue: a Han character is three wide, any other one. */
const CUE_WIDTH = 90
const HAN_WIDTH = 3
/** A cue without words is shown for as long as this much speech. */
const SHORTEST_SPEECH_SECONDS = 0.4

const sentences = new Intl.Segmenter(undefined, { granularity: 'sentence' })

function cueWidth(text: string): number {
  return text.length + (HAN_WIDTH - 1) * (text.match(/\p{Script=Han}/gu)?.length ?? 0)
}

/**
 * A narration as subtitles: one cue per sentence (several for a long one), timed in proportion to speech.
 *
 * @param durationSeconds of the scene; the last cue ends with it
 */
export function cuesOf(narration: string, durationSeconds: number): Cue[] {
  const clean = narration.replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ').trim()
  const texts = Array.from(sentences.segment(clean), ({ segment }) => segment.trim())
    .filter((text) => text !== '')
    .flatMap((text) => divide(text, cueWidth, CUE_WIDTH))
  const weights = texts.map((text) => Math.max(SHORTEST_SPEECH_SECONDS, speechSeconds(text)))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let said = 0
  return texts.map((text, index) => {
    const start = (said / total) * durationSeconds
    said += weights[index] ?? 0
    return { start, end: (said / total) * durationSeconds, text }
  })
}
