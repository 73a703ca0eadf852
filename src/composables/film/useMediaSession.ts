import { onScopeDispose, watch } from 'vue'
import type { FilmHead } from './useFilmHead'

/** What the machine's own media keys and its lock screen show and do. */
export interface MediaSessionText {
  /** The name of the film. */
  readonly title: string
  /** The name of the scene under the play head. */
  readonly scene: string
  /** The picture of that scene; null for none. */
  readonly pictureUrl: string | null
}

const ACTIONS = ['play', 'pause', 'previoustrack', 'nexttrack', 'seekto'] as const

/** Let the machine's media keys control a film while it plays. Does nothing in a browser that has no such keys. */
export function useMediaSession(head: FilmHead, text: () => MediaSessionText): void {
  if (!('mediaSession' in navigator)) return
  const session = navigator.mediaSession
  const handlers: Record<(typeof ACTIONS)[number], MediaSessionActionHandler> = {
    play: head.play,
    pause: head.pause,
    previoustrack: () => head.step(-1),
    nexttrack: () => head.step(1),
    seekto: ({ seekTime }) => {
      if (seekTime !== undefined) head.seek(seekTime)
    },
  }
  function release() {
    session.metadata = null
    session.playbackState = 'none'
    for (const action of ACTIONS) session.setActionHandler(action, null)
  }
  let isOurs = false
  watch([head.playing, text], ([playing, { title, scene, pictureUrl }]) => {
    if (!playing && !isOurs) return
    isOurs = true
    session.metadata = new MediaMetadata({
      title: scene,
      album: title,
      artwork: pictureUrl === null ? [] : [{ src: pictureUrl }],
    })
    session.playbackState = playing ? 'playing' : 'paused'
    for (const action of ACTIONS) session.setActionHandler(action, handlers[action])
  })
  onScopeDispose(() => {
    if (isOurs) release()
  })
}
