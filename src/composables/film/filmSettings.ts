import * as v from 'valibot'
import { reactive, watch } from 'vue'
import { keep, readKept } from '@/platform/keptValue'

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
}

const KEY = 'dailies:film'

/** A field that cannot be read has its first value; the others stay. */
const keptSchema = v.object({
  subtitles: v.fallback(v.picklist(SUBTITLE_SIZES), 'medium'),
  muted: v.fallback(v.boolean(), false),
  aloud: v.fallback(v.boolean(), false),
})

function readSettings(): FilmSettings {
  try {
    const kept = v.safeParse(keptSchema, JSON.parse(readKept('localStorage', KEY) ?? '{}'))
    if (kept.success) return kept.output
  } catch {
    // not written by this product
  }
  return { subtitles: 'medium', muted: false, aloud: false }
}

/** How this person watches films, as a reactive object: a change is kept. */
export function useFilmSettings(): FilmSettings {
  const settings = reactive(readSettings())
  watch(settings, () => keep('localStorage', KEY, JSON.stringify(settings)))
  return settings
}
