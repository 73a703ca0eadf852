import * as v from 'valibot'
import { reactive, watch } from 'vue'
import { keep, readKeptJson } from '@/platform/keptValue'

/** The sizes of subtitles. */
export const SUBTITLE_SIZES = ['off', 'small', 'medium', 'large'] as const
/** How large subtitles are; `off` for none. */
export type SubtitleSize = (typeof SUBTITLE_SIZES)[number]

/** How a person watches films. Kept in this browser. */
export interface FilmSettings {
  subtitles: SubtitleSize
  muted: boolean
  /** Whether the browser's own voice reads the narration. Never without being asked. */
  aloud: boolean
  /** Whether a film plays once when its run ends while the person watches. */
  ending: (typeof ENDINGS)[number]
}

const ENDINGS = ['ask', 'play', 'rest'] as const

const KEY = 'dailies:film'

/** A field that cannot be read has its first value; the others stay. */
const keptSchema = v.object({
  subtitles: v.fallback(v.picklist(SUBTITLE_SIZES), 'medium'),
  muted: v.fallback(v.boolean(), false),
  aloud: v.fallback(v.boolean(), false),
  ending: v.fallback(v.picklist(ENDINGS), 'ask'),
})

function readSettings(): FilmSettings {
  const kept = v.safeParse(keptSchema, readKeptJson('localStorage', KEY))
  return kept.success ? kept.output : { subtitles: 'medium', muted: false, aloud: false, ending: 'ask' }
}

/** How this person watches films, as a reactive object: a change is kept. */
export function useFilmSettings(): FilmSettings {
  const settings = reactive(readSettings())
  watch(settings, () => keep('localStorage', KEY, JSON.stringify(settings)))
  return settings
}
