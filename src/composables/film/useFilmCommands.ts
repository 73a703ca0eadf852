import { useI18n } from '@/locales/i18n'
import { POSSIBLE, type Command } from '../commands/command'
import { useCommands } from '../commands/useCommands'
import type { FilmHead } from './useFilmHead'

/** What the commands of a film need besides its play head. */
export interface UseFilmCommandsOptions {
  /** Whether an element belongs to the film: there the space bar and the arrows are its own. */
  readonly inFilm: (element: Element) => boolean
  readonly fullscreen: { readonly isOn: () => boolean; readonly toggle: () => void }
  readonly mute: () => void
  /** Show subtitles, or none. */
  readonly subtitles: () => void
}

/** How far an arrow moves the play head, in seconds. */
const SKIP_SECONDS = 5

/** What an element does itself with the space bar. */
const PRESSED_BY_SPACE = 'button, a[href], summary, select, [role="button"]'

/** The commands of a film: play, full screen, mute, subtitles, and the arrows, with Shift from scene to scene. */
export function useFilmCommands(
  head: FilmHead,
  { inFilm, fullscreen, mute, subtitles }: UseFilmCommandsOptions,
): void {
  const { t, n } = useI18n()
  const film = (command: Omit<Command, 'group' | 'obstacle'>): Command => ({
    ...command,
    ...POSSIBLE,
    group: 'film',
  })
  const skip = (key: string, seconds: number) =>
    film({
      name: seconds < 0 ? 'skip-back' : 'skip-ahead',
      label: t(seconds < 0 ? 'film.skipBack' : 'film.skipAhead', { seconds: n(SKIP_SECONDS) }),
      keys: [key],
      isFor: inFilm,
      keysOnly: true,
      run: () => head.seek(head.time.value + seconds),
    })
  const step = (key: string, by: -1 | 1) =>
    film({
      name: by < 0 ? 'scene-back' : 'scene-ahead',
      label: t(by < 0 ? 'film.sceneBack' : 'film.sceneAhead'),
      keys: [key],
      isFor: inFilm,
      keysOnly: true,
      run: () => head.step(by),
    })
  useCommands(() => [
    film({
      name: 'play',
      label: t(head.playing.value ? 'film.pause' : 'film.play'),
      keys: [' '],
      isFor: (target) => inFilm(target) && target.closest(PRESSED_BY_SPACE) === null,
      run: head.toggle,
    }),
    film({
      name: 'fullscreen',
      label: t(fullscreen.isOn() ? 'film.leaveFullscreen' : 'film.fullscreen'),
      keys: ['f'],
      run: fullscreen.toggle,
    }),
    film({ name: 'mute', label: t('film.mute'), keys: ['m'], run: mute }),
    film({ name: 'subtitles', label: t('film.subtitlesKey'), keys: ['c'], run: subtitles }),
    skip('ArrowLeft', -SKIP_SECONDS),
    skip('ArrowRight', SKIP_SECONDS),
    step('Shift+ArrowLeft', -1),
    step('Shift+ArrowRight', 1),
  ])
}
