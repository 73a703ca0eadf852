import { fireEvent, render, screen } from '@testing-library/vue'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import FilmControls from '@/components/film/FilmControls.vue'
import FilmScreen from '@/components/film/FilmScreen.vue'
import FilmShot from '@/components/film/FilmShot.vue'
import { useFilmSettings } from '@/composables/film/filmSettings'
import { useFilmHead, type FilmHead } from '@/composables/film/useFilmHead'
import { loadTexts } from '@/locales/i18n'
import type { Scene } from '@/pipeline/state'
import { clip, move, picture, scene } from '../../support/projectFixtures'

beforeEach(async () => {
  await loadTexts('film')
  localStorage.clear()
})

const moving = scene(1, { image: picture(1), camera: move('push_in'), durationSeconds: 4 })
const filmed = scene(1, { ...moving, clip: clip(1) })

function renderShot(one: Scene, props: Partial<InstanceType<typeof FilmShot>['$props']> = {}) {
  const common = { seconds: 4, offset: 0, active: true, playing: false, rate: 1, muted: false }
  return render(FilmShot, { props: { scene: one, ...common, ...props } })
}
const shownPicture = () => screen.getByRole<HTMLImageElement>('img')
const video = () => document.querySelector('video')

describe('a scene on the screen', () => {
  it('is its words, until there is a picture', async () => {
    const { rerender } = renderShot(scene(1))
    expect(screen.getByText('第 1 个场景的旁白')).toBeTruthy()
    await rerender({ scene: moving })
    expect(screen.queryByText('第 1 个场景的旁白')).toBeNull()
    expect(shownPicture().getAttribute('src')).toBe('/media/1.jpg')
  })

  it('is its picture, moved as the camera moves', async () => {
    const { rerender } = renderShot(moving)
    const scale = () => Number(/scale\(([\d.]+)\)/.exec(shownPicture().style.transform)?.[1])
    const before = scale()
    await rerender({ offset: 2 })
    const between = scale()
    await rerender({ offset: 4 })
    expect(between).toBeGreaterThan(before)
    expect(scale()).toBeGreaterThan(between)
  })

  it('is its clip as soon as that has a frame to show, at the place of the play head', async () => {
    const seek = vi.spyOn(HTMLMediaElement.prototype, 'currentTime', 'set')
    renderShot(filmed, { offset: 2.5 })
    await nextTick()
    expect(video()?.classList.contains('opacity-0')).toBe(true)
    expect(seek).toHaveBeenCalledWith(2.5)
    await fireEvent(video() as Element, new Event('canplay'))
    expect(video()?.classList.contains('opacity-0')).toBe(false)
    await fireEvent(video() as Element, new Event('waiting'))
    expect(video()?.classList.contains('opacity-0')).toBe(true)
  })

  it('plays and pauses with the play head, and only while it is on the screen', async () => {
    const play = vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue()
    const { rerender } = renderShot(filmed, { active: false, playing: true })
    expect(play).not.toHaveBeenCalled()
    await rerender({ active: true, rate: 1.5, muted: true })
    expect(play).toHaveBeenCalled()
    expect(video()).toMatchObject({ playbackRate: 1.5, muted: true })
  })

  it('is its picture where the clip cannot be played, and says so', async () => {
    renderShot(filmed)
    await fireEvent.error(video() as Element)
    expect(video()).toBeNull()
    expect(screen.getByRole('status').textContent).toContain('无法在此播放')
    expect(shownPicture()).toBeTruthy()
  })

  it('is its words where the picture cannot be loaded', async () => {
    renderShot(moving)
    await fireEvent.error(shownPicture())
    expect(screen.getByText('第 1 个场景的旁白')).toBeTruthy()
  })
})

function film(scenes: readonly Scene[]) {
  let head: FilmHead | undefined
  const settings = useFilmSettings()
  const view = render({
    components: { FilmControls, FilmScreen },
    setup() {
      head = useFilmHead(
        () => scenes,
        () => false,
      )
      return { head, settings, fullscreen: { isSupported: true, isOn: false } }
    },
    template: `<FilmScreen :head="head" :settings="settings" aspect-ratio="16:9" />
      <FilmControls :head="head" :settings="settings" speaks :fullscreen="fullscreen" :small="null" making
        @rate="head.rate.value = $event" @loop="head.loop.value = !head.loop.value"
        @change="Object.assign(settings, $event)" />`,
  })
  if (!head) throw new Error('setup has run')
  return { ...view, head, settings }
}
const two = [moving, scene(2, { image: picture(2), durationSeconds: 6, narration: '天黑了。他走了很远。' })]

describe('the player', () => {
  it('shows the subtitle of the moment, in the size that is kept', async () => {
    const { head, settings } = film(two)
    head.seek(4.5)
    await nextTick()
    expect(screen.getByText('天黑了。')).toBeTruthy()
    head.seek(9)
    await nextTick()
    expect(screen.getByText('他走了很远。')).toBeTruthy()
    await fireEvent.click(screen.getByRole('button', { name: '字幕：中' }))
    await fireEvent.click(screen.getByRole('button', { name: '字幕：大' }))
    expect(settings.subtitles).toBe('off')
    expect(screen.queryByText('他走了很远。')).toBeNull()
    expect(useFilmSettings().subtitles).toBe('off')
  })

  it('says where the play head is, and moves it', async () => {
    const { head } = film(two)
    const slider = screen.getByRole<HTMLInputElement>('slider', { name: '播放位置' })
    expect(slider.getAttribute('aria-valuetext')).toBe('场景 1，00:00 / 00:10')
    await fireEvent.update(slider, '7.5')
    expect(head.shot.value?.scene.number).toBe(2)
    expect(head.time.value).toBe(7.5)
    expect(slider.getAttribute('aria-valuetext')).toBe('场景 2，00:07 / 00:10')
  })

  it('plays, pauses, repeats, changes its speed and follows', async () => {
    const { head, settings } = film(two)
    const play = document.querySelector('[data-action="play"]') as HTMLElement
    await fireEvent.click(play)
    expect(head.playing.value).toBe(true)
    expect(play.getAttribute('aria-label')).toBe('暂停短片')
    await fireEvent.click(play)
    expect(head.playing.value).toBe(false)
    await fireEvent.click(screen.getByRole('button', { name: '循环播放' }))
    expect(head.loop.value).toBe(true)
    await fireEvent.update(screen.getByRole('combobox', { name: '速度' }), '1.5')
    expect(head.rate.value).toBe(1.5)
    await fireEvent.click(screen.getByRole('button', { name: '静音' }))
    await fireEvent.click(screen.getByRole('button', { name: '朗读旁白' }))
    expect(settings).toMatchObject({ muted: true, aloud: true })
    expect(head.following.value).toBe(false)
    await fireEvent.click(screen.getByRole('button', { name: '跟随制作进度' }))
    expect(head.following.value).toBe(true)
  })

  it('gets the next scene ready behind the one that is shown', () => {
    film(two)
    const sources = [...document.querySelectorAll('img')].map((image) => image.getAttribute('src'))
    expect(sources).toEqual(['/media/1.jpg', '/media/2.jpg'])
  })
})
