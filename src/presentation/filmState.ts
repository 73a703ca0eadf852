import type { Scene } from '@/pipeline/state'

/** What a film consists of: `film` of clips only, `animatic` of none, `mixed` of some, `empty` of no scene. */
export type FilmState = 'empty' | 'animatic' | 'film' | 'mixed'

/** What the film of these scenes consists of. */
export function filmState(scenes: readonly Scene[]): FilmState {
  const clips = scenes.filter(({ clip }) => clip.status === 'completed').length
  if (scenes.length === 0) return 'empty'
  if (clips === 0) return 'animatic'
  return clips === scenes.length ? 'film' : 'mixed'
}
