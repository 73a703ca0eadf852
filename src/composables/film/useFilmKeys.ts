import { useEventListener } from '@vueuse/core'
import { isForPage } from '@/platform/typing'

/** What the keys of a film do. */
export interface FilmKeys {
  readonly onToggle: () => void
  /** Move by seconds. */
  readonly onSkip: (seconds: number) => void
  /** -1: to the scene before; 1: to the one after. */
  readonly onScene: (step: -1 | 1) => void
  readonly onFullscreen: () => void
  readonly onMute: () => void
  readonly onSubtitles: () => void
}

/** How far an arrow moves the play head, in seconds. */
const SKIP_SECONDS = 5

/** What an element does itself with the space bar. */
const PRESSED_BY_SPACE = 'button, a[href], summary, select, [role="button"]'

/**
 * Listen for the keys of a film: space, arrows (with Shift from scene to scene), `f`, `m` and `c`. Space and arrows count
 * inside of the film, or everywhere on a page that is the film's alone. They do nothing during text input and while a
 * dialog is open, and they never take a key from an element that uses it.
 *
 * @param inFilm whether an element belongs to the film
 */
export function useFilmKeys(inFilm: (element: Element) => boolean, keys: FilmKeys): void {
  function handle(event: KeyboardEvent, target: Element): boolean {
    switch (event.key) {
      case 'f':
        keys.onFullscreen()
        return true
      case 'm':
        keys.onMute()
        return true
      case 'c':
        keys.onSubtitles()
        return true
      case ' ':
        if (!inFilm(target) || target.closest(PRESSED_BY_SPACE)) return false
        keys.onToggle()
        return true
      case 'ArrowLeft':
      case 'ArrowRight': {
        if (!inFilm(target)) return false
        const step = event.key === 'ArrowLeft' ? -1 : 1
        if (event.shiftKey) keys.onScene(step)
        else keys.onSkip(step * SKIP_SECONDS)
        return true
      }
      default:
        return false
    }
  }
  useEventListener(document, 'keydown', (event) => {
    const { target } = event
    if (!isForPage(event) || event.ctrlKey || event.altKey || !(target instanceof Element)) return
    if (handle(event, target)) event.preventDefault()
  })
}
