import { fireEvent, render, screen } from '@testing-library/vue'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import FilmPlayer from '@/components/film/FilmPlayer.vue'
import { useFilmSettings } from '@/composables/film/filmSettings'
import type { FilmHead } from '@/composables/film/useFilmHead'
import { loadTexts } from '@/locales/i18n'
import { clip, picture, scene } from '../../support/projectFixtures'

const QUESTION = /^短片完成了/
const scenes = [1, 2].map((number) => scene(number, { image: picture(number), clip: clip(number) }))

beforeEach(async () => {
  await loadTexts('film')
  localStorage.clear()
})

/** A player whose run is under way, in a film at `top` of the window. */
function watchRun(top = 0) {
  const film = document.createElement('section')
  document.body.append(film)
  film.getBoundingClientRect = () => new DOMRect(0, top, 800, 600)
  let head: FilmHead | undefined
  const props = { scenes, aspectRatio: '16:9' as const, name: 'x', page: undefined, film }
  const { rerender } = render(FilmPlayer, {
    container: film,
    props: { ...props, making: true, finished: false, onReady: (ready: FilmHead) => (head = ready) },
  })
  return {
    film,
    ends: () => rerender({ making: false, finished: true }),
    fails: () => rerender({ making: false, finished: false }),
    isPlaying: () => head?.playing.value === true,
    head: () => head as FilmHead,
    isDim: () => film.hasAttribute('data-dim'),
    isMuted: () => document.querySelector<HTMLVideoElement>('video')?.muted,
  }
}

describe('the end of a run that is watched', () => {
  it('asks once whether films play then, and remembers the answer', async () => {
    const { ends, isPlaying, isDim } = watchRun()
    expect(screen.queryByText(QUESTION)).toBeNull()
    await ends()
    expect(screen.getByText(QUESTION)).toBeTruthy()
    expect(isPlaying()).toBe(false)
    await fireEvent.click(screen.getByRole('button', { name: '播放' }))
    expect([isPlaying(), isDim()]).toEqual([true, true])
    expect(screen.queryByText(QUESTION)).toBeNull()
    expect(useFilmSettings().ending).toBe('play')
  })

  it('plays by itself for a person who wants that: from the beginning, in a dim room, without sound', async () => {
    useFilmSettings().ending = 'play'
    await nextTick()
    const { ends, isPlaying, isDim, isMuted, head } = watchRun()
    await ends()
    await nextTick()
    expect([isPlaying(), isDim(), head().time.value, isMuted()]).toEqual([true, true, 0, true])
    head().pause()
    await nextTick()
    expect([isDim(), isMuted()]).toEqual([false, false])
  })

  it('lets the light in with Escape and with a press beside the film, and sounds when asked to', async () => {
    useFilmSettings().ending = 'play'
    await nextTick()
    const { ends, isPlaying, isDim, isMuted } = watchRun()
    await ends()
    await fireEvent.pointerDown(document.body)
    await nextTick()
    expect([isPlaying(), isDim(), isMuted()]).toEqual([true, false, true])
    await fireEvent.click(screen.getByRole('button', { name: '静音' }))
    expect(isMuted()).toBe(false)
  })

  it('sounds with the key as with the button', async () => {
    useFilmSettings().ending = 'play'
    await nextTick()
    const { ends, isMuted } = watchRun()
    await ends()
    await nextTick()
    expect(isMuted()).toBe(true)
    await fireEvent.keyDown(document.body, { key: 'm' })
    expect(isMuted()).toBe(false)
  })

  it.each([
    ['the person said no', () => (useFilmSettings().ending = 'rest'), 0],
    ['the person reads elsewhere on the page', () => (useFilmSettings().ending = 'play'), -2_000],
    ['the page is hidden', () => vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden'), 0],
  ])('does nothing if %s', async (_, prepare, top) => {
    prepare()
    await nextTick()
    const { ends, isPlaying } = watchRun(top)
    await ends()
    await nextTick()
    expect(isPlaying()).toBe(false)
    expect(screen.queryByText(QUESTION)).toBeNull()
  })

  it('asks nothing when the run fails or pauses, or when the person watches the film already', async () => {
    const failed = watchRun()
    await failed.fails()
    expect(screen.queryByText(QUESTION)).toBeNull()
    const watched = watchRun()
    watched.head().play()
    await watched.ends()
    expect(screen.queryByText(QUESTION)).toBeNull()
  })
})
