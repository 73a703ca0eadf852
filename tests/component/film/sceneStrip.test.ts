import { fireEvent, render, screen } from '@testing-library/vue'
import { describe, expect, it } from 'vitest'
import SceneFilm from '@/components/film/SceneFilm.vue'
import { clip, picture, scene } from '../../support/projectFixtures'

const scenes = [
  scene(1, { image: picture(1), clip: clip(1) }),
  scene(2, { image: picture(2) }),
  scene(3, { complete: false, narration: '忽逢桃' }),
]

function renderFilm(all = scenes) {
  return render(SceneFilm, {
    props: { scenes: all, aspectRatio: '9:16', name: '桃花源记', making: false, finished: false, page: '/' },
    global: { stubs: { RouterLink: true } },
  })
}
const frame = (number: number) => screen.getByRole('button', { name: new RegExp(`场景 ${number}(?!\\d)`) })
const words = () => screen.getByRole('region', { name: '场景文字' })

describe('the film strip', () => {
  it('has a frame for each scene, with the status of each part of the scene', () => {
    const { container } = renderFilm()
    expect(
      [...container.querySelectorAll('li[data-scene]')].map((item) => item.getAttribute('data-scene')),
    ).toEqual(['1', '2', '3'])
    const name = (number: number) => frame(number).querySelector('.sr-only')?.textContent
    expect(name(2)).toBe('场景 2，00:05，文字 已完成，图片 已完成，运镜 等待中，视频 等待中')
    expect(name(3)).toContain('文字 进行中，图片 等待中，运镜 等待中，视频 等待中')
    const edge = (number: number) =>
      frame(number).querySelector<HTMLElement>('[data-parts]')?.dataset['parts']
    expect(edge(1)).toBe('completed completed pending completed')
  })

  it('has frames as long as their scenes, and spells out the one that the pointer is on', async () => {
    const { container } = renderFilm([scene(1, { durationSeconds: 3 }), scene(2, { durationSeconds: 9 })])
    const places = [...container.querySelectorAll<HTMLElement>('[data-strip] li')].map(({ style }) => [
      style.width,
      style.transform,
    ])
    // Percents of a translation are of the frame's own width.
    expect(places).toEqual([
      ['25%', 'translateX(0%)'],
      ['75%', `translateX(${(100 * 3) / 9}%)`],
    ])
    const explained = container.querySelector(
      '[data-strip] [aria-hidden]:has(.timecode):not([data-strip] li *)',
    )
    expect(explained?.textContent).toContain('00:03')
    await fireEvent.pointerOver(frame(2))
    expect(explained?.textContent).toContain('00:09')
    await fireEvent.pointerLeave(frame(2).closest('ol')?.parentElement?.parentElement ?? frame(2))
    expect(explained?.textContent).toContain('00:03')
  })

  it('can be stretched and shrunk until the whole film fits', async () => {
    const { container } = renderFilm()
    const width = () => container.querySelector<HTMLElement>('[data-strip] ol')?.parentElement?.style.minWidth
    const before = parseInt(width() ?? '')
    await fireEvent.click(screen.getByRole('button', { name: '放大时间轴' }))
    expect(parseInt(width() ?? '')).toBe(2 * before)
    for (let press = 0; press < 3; press += 1)
      await fireEvent.click(screen.getByRole('button', { name: '缩小时间轴' }))
    expect(width()).toBe('0px')
  })

  it('keeps its frames when scenes arrive', async () => {
    const { rerender, container } = renderFilm(scenes.slice(0, 2))
    const first = container.querySelector('li[data-scene="1"]')
    await rerender({ scenes })
    expect(container.querySelector('li[data-scene="1"]')).toBe(first)
    expect(container.querySelectorAll('li[data-scene]')).toHaveLength(3)
  })

  it('shows the first scene until the person chooses another, whatever arrives', async () => {
    const { rerender } = renderFilm(scenes.slice(0, 1))
    expect(words().textContent).toContain('第 1 个场景的旁白')
    await rerender({ scenes })
    expect(words().textContent).toContain('第 1 个场景的旁白')
    await fireEvent.click(frame(2))
    expect(words().textContent).toContain('第 2 个场景的旁白')
    expect(frame(2).getAttribute('aria-current')).toBe('true')
  })

  it('is one tab stop, and the arrow keys move between its frames', async () => {
    renderFilm()
    expect([1, 2, 3].map((number) => frame(number).tabIndex)).toEqual([0, -1, -1])
    frame(1).focus()
    await fireEvent.keyDown(frame(1), { key: 'ArrowRight' })
    expect(document.activeElement).toBe(frame(2))
    await fireEvent.keyDown(frame(2), { key: 'End' })
    expect(document.activeElement).toBe(frame(3))
    await fireEvent.keyDown(frame(3), { key: 'ArrowRight' })
    expect(document.activeElement).toBe(frame(3))
    await fireEvent.keyDown(frame(3), { key: 'Home' })
    expect(document.activeElement).toBe(frame(1))
  })

  it('is unexposed while there are no scenes', () => {
    const { container } = renderFilm([])
    expect(container.querySelector('li[data-scene]')).toBeNull()
    expect(container.querySelectorAll('[data-strip] [data-theme] > div').length).toBeGreaterThan(0)
  })
})
