import { fireEvent, render, screen } from '@testing-library/vue'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import FilmPlayer from '@/components/film/FilmPlayer.vue'
import { loadTexts } from '@/locales/i18n'
import { picture, scene } from '../../support/projectFixtures'

/** A window as the browser gives it: a document of its own, and an event when it goes. */
function smallWindow() {
  const frame = document.createElement('iframe')
  document.body.append(frame)
  const small = frame.contentWindow as Window
  Object.defineProperty(small, 'close', {
    value: () => {
      small.dispatchEvent(new Event('pagehide'))
      frame.remove()
    },
  })
  return small
}

function renderPlayer() {
  return render(FilmPlayer, {
    props: {
      scenes: [scene(1, { image: picture(1) })],
      aspectRatio: '16:9',
      name: '桃花源记',
      making: false,
      finished: true,
      film: null,
      page: undefined,
    },
  })
}
const isHere = () => document.querySelector('.screen') !== null

describe('a film in a small window', () => {
  beforeEach(() => loadTexts('film'))
  afterEach(() => Reflect.deleteProperty(globalThis, 'documentPictureInPicture'))

  it('is offered only where the browser has such windows', () => {
    renderPlayer()
    expect(screen.queryByRole('button', { name: '小窗播放' })).toBeNull()
  })

  it('goes there as it is, and comes back with a press or with the end of the window', async () => {
    let small = smallWindow()
    const sizes: unknown[] = []
    Object.assign(globalThis, {
      documentPictureInPicture: {
        requestWindow(size: unknown) {
          sizes.push(size)
          return Promise.resolve(small)
        },
      },
    })
    renderPlayer()
    const element = document.querySelector('.screen')
    await fireEvent.click(screen.getByRole('button', { name: '小窗播放' }))
    await nextTick()
    expect(sizes).toEqual([{ width: 480, height: 270 }])
    expect(isHere()).toBe(false)
    expect(small.document.body.firstElementChild).toBe(element)
    expect(screen.getByText('短片正在小窗中播放。')).toBeTruthy()

    await fireEvent.click(screen.getByRole('button', { name: '收回短片' }))
    expect(document.querySelector('.screen')).toBe(element)

    small = smallWindow()
    await fireEvent.click(screen.getByRole('button', { name: '小窗播放' }))
    await nextTick()
    expect(isHere()).toBe(false)
    small.close()
    await nextTick()
    expect(document.querySelector('.screen')).toBe(element)
    expect(screen.queryByText('短片正在小窗中播放。')).toBeNull()
  })

  it('stays on the page if the browser refuses', async () => {
    Object.assign(globalThis, {
      documentPictureInPicture: {
        requestWindow: () => Promise.reject(new DOMException('no', 'NotAllowedError')),
      },
    })
    renderPlayer()
    await fireEvent.click(screen.getByRole('button', { name: '小窗播放' }))
    await nextTick()
    expect(isHere()).toBe(true)
  })
})
