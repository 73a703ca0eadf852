import { speechSeconds } from '../words/language'
import { divide, splitSentences } from '../words/sentences'
import type { Cue } from './textTrack'

/** How much a viewer can read in one cue: a Han character is three wide, any other one. */
const CUE_WIDTH = 90
const HAN_WIDTH = 3
/** A cue without words is shown for as long as this much speech. */
const SHORTEST_SPEECH_SECONDS = 0.4

/** `00:00:00.000` */
function timestamp(seconds: number): string {
  return new Date(Math.round(seconds * 1000)).toISOString().slice(11, 23)
}

/** Cue text may hold neither markup nor an arrow: https://www.w3.org/TR/webvtt1/#webvtt-cue-text */
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function cueWidth(text: string): number {
  return text.length + (HAN_WIDTH - 1) * (text.match(/\p{Script=Han}/gu)?.length ?? 0)
}

/**
 * A narration as subtitles: one cue per sentence (several for a long one), timed in proportion to speech.
 *
 * @param durationSeconds of the clip; the last cue ends with it
 */
export function cuesOf(narration: string, durationSeconds: number): Cue[] {
  const texts = splitSentences(narration).flatMap(({ text }) => divide(text, cueWidth, CUE_WIDTH))
  const weights = texts.map((text) => Math.max(SHORTEST_SPEECH_SECONDS, speechSeconds(text)))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let said = 0
  return texts.map((text, index) => {
    const start = (said / total) * durationSeconds
    said += weights[index] ?? 0
    return { start, end: (said / total) * durationSeconds, text }
  })
}

/** The narration of a clip as a WebVTT document. */
export function toWebVtt(narration: string, durationSeconds: number): string {
  const blocks = cuesOf(narration, durationSeconds).map(
    ({ start, end, text }) => `${timestamp(start)} --> ${timestamp(end)}\n${escape(text)}\n`,
  )
  return ['WEBVTT\n', ...blocks].join('\n')
}
