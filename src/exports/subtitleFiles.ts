import { cuesOf, type Cue } from '../protocol/subtitles'

/** A shot of which the subtitles are wanted. */
export interface SpokenShot {
  readonly narration: string
  readonly seconds: number
}

/** `00:00:00.000` */
function timestamp(seconds: number): string {
  return new Date(Math.round(seconds * 1000)).toISOString().slice(11, 23)
}

/** Cue text may hold neither markup nor an arrow: https://www.w3.org/TR/webvtt1/#webvtt-cue-text */
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** The subtitles of a whole film, in seconds from its beginning. */
export function filmCues(shots: readonly SpokenShot[]): Cue[] {
  let at = 0
  return shots.flatMap(({ narration, seconds }) => {
    const from = at
    at += seconds
    return cuesOf(narration, seconds).map((cue) => ({ ...cue, start: from + cue.start, end: from + cue.end }))
  })
}

/** Subtitles as a WebVTT document. */
export function toWebVtt(cues: readonly Cue[]): string {
  const blocks = cues.map(
    ({ start, end, text }) => `${timestamp(start)} --> ${timestamp(end)}\n${escape(text)}\n`,
  )
  return ['WEBVTT\n', ...blocks].join('\n')
}

/** Subtitles as SubRip: numbered from 1, with a comma before the milliseconds. Programs read it as UTF-8. */
export function toSubRip(cues: readonly Cue[]): string {
  const time = (seconds: number) => timestamp(seconds).replace('.', ',')
  return cues
    .map(({ start, end, text }, index) => `${index + 1}\n${time(start)} --> ${time(end)}\n${text}\n`)
    .join('\n')
}
