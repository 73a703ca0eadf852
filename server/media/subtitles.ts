import { cuesOf } from '../../src/protocol/subtitles'

/** `00:00:00.000` */
function timestamp(seconds: number): string {
  return new Date(Math.round(seconds * 1000)).toISOString().slice(11, 23)
}

/** Cue text may hold neither markup nor an arrow: https://www.w3.org/TR/webvtt1/#webvtt-cue-text */
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** The narration of a clip as a WebVTT document. */
export function toWebVtt(narration: string, durationSeconds: number): string {
  const blocks = cuesOf(narration, durationSeconds).map(
    ({ start, end, text }) => `${timestamp(start)} --> ${timestamp(end)}\n${escape(text)}\n`,
  )
  return ['WEBVTT\n', ...blocks].join('\n')
}
