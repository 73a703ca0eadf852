import { fireEvent, render, screen } from '@testing-library/vue'
import { describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick, shallowRef } from 'vue'
import SceneClip from '@/components/scenes/SceneClip.vue'
import { provideConnection } from '@/composables/scenes/useMediaLoad'
import type { ConnectionState } from '@/transport/connectionState'

const clip = {
  id: 'c1',
  url: '/media/1.mp4',
  posterUrl: '/media/1.jpg',
  subtitleUrl: '/media/1.vtt',
  durationSeconds: 5,
  width: null,
  height: null,
}
const props = {
  clip,
  number: 1,
  pictureUrl: '/media/p.jpg',
  narration: '忽逢桃花林',
  aspectRatio: '16:9',
} as const

function video() {
  const element = document.querySelector('video')
  if (!element) throw new Error('no video')
  return element
}

/** Press the sign of play, which stands on the still until then. */
async function play() {
  await fireEvent.click(screen.getByRole('button', { name: '播放第 1 个场景的视频' }))
}

/** Let the clip fail as a browser does that has the codec (`probably`) or has not (`''`). */
async function fail(code: 2 | 3 | 4, codec: '' | 'probably') {
  await play()
  const element = video()
  Object.defineProperty(element, 'error', { value: { code, MEDIA_ERR_DECODE: 3 } })
  vi.spyOn(element, 'canPlayType').mockReturnValue(codec)
  await fireEvent.error(element)
}

describe('a clip', () => {
  it.each([
    ['the server knows its size', { width: 640, height: 480 }, null, '640 / 480'],
    ['only the file has a size', { width: null, height: null }, [1920, 800], '1920 / 800'],
    ['nothing is known yet', { width: null, height: null }, null, '16 / 9'],
  ])('plays whole, in its own shape: %s', async (_, size, file, shape) => {
    const { emitted } = render(SceneClip, { props: { ...props, clip: { ...clip, ...size } } })
    await play()
    if (file) {
      for (const [key, value] of Object.entries({ videoWidth: file[0], videoHeight: file[1], duration: 4.5 }))
        Object.defineProperty(video(), key, { value })
      await fireEvent(video(), new Event('loadedmetadata'))
      expect(emitted('length')).toEqual([[4.5]])
    }
    expect(video().style.aspectRatio).toBe(shape)
    expect(video().className).toContain('object-contain')
  })

  it('is a still with a sign of play until somebody wants to see it, and has the focus then', async () => {
    const { container } = render(SceneClip, { props })
    expect(container.querySelector('video')).toBeNull()
    const still = container.querySelector('img')
    expect(still?.getAttribute('src')).toBe('/media/1.jpg')
    Object.defineProperties(still, { naturalWidth: { value: 300 }, naturalHeight: { value: 400 } })
    if (still) await fireEvent.load(still)
    expect(screen.getByRole('button', { name: '播放第 1 个场景的视频' }).style.aspectRatio).toBe('300 / 400')
    await play()
    expect(video().getAttribute('poster')).toBe('/media/1.jpg')
    await vi.waitFor(() => expect(document.activeElement).toBe(video()))
  })

  it('without a still of its own shows the picture of its scene', () => {
    const { container } = render(SceneClip, { props: { ...props, clip: { ...clip, posterUrl: null } } })
    expect(container.querySelector('img')?.getAttribute('src')).toBe('/media/p.jpg')
  })

  it('can be downloaded if the browser cannot play it', async () => {
    const { rerender } = render(SceneClip, { props })
    await fail(4, '')
    expect(screen.getByRole('status').textContent).toContain('这个浏览器无法播放该视频')
    const link = screen.getByRole('link', { name: '下载视频' })
    expect(link.getAttribute('href')).toBe('/media/1.mp4')
    expect(link.hasAttribute('download')).toBe(true)

    await rerender({ clip: { ...clip, url: '/media/2.mp4' } })
    await play()
    expect(video().getAttribute('src')).toBe('/media/2.mp4')
  })

  it.each([
    [2, ''],
    [4, 'probably'],
  ] as const)(
    'that did not load (error %i) does not blame the browser, and can be loaded again',
    async (code, codec) => {
      render(SceneClip, { props })
      await fail(code, codec)
      expect(screen.getByRole('status').textContent).toContain('视频加载失败')
      expect(screen.queryByText(/浏览器/)).toBeNull()
      await fireEvent.click(screen.getByRole('button', { name: '重新加载场景 1 的视频' }))
      await play()
      expect(video().getAttribute('src')).toBe('/media/1.mp4')
    },
  )

  it('is loaded again when the connection is open again', async () => {
    const open: ConnectionState = { status: 'open', since: 0 }
    const connection = shallowRef<ConnectionState>(open)
    const page = defineComponent(() => {
      provideConnection(() => connection.value)
      return () => h(SceneClip, props)
    })
    render(page)
    connection.value = { status: 'waiting', attempt: 1, since: 0, retryAt: 1, fault: 'network' }
    await fail(2, 'probably')
    expect(document.querySelector('video')).toBeNull()
    connection.value = open
    await nextTick()
    await play()
    expect(video().getAttribute('src')).toBe('/media/1.mp4')
  })

  it('shows no broken poster', async () => {
    const { container } = render(SceneClip, { props })
    await fail(2, 'probably')
    const poster = container.querySelector('img')
    if (!poster) throw new Error('no poster')
    await fireEvent.error(poster)
    expect(container.querySelector('img')).toBeNull()
  })

  it.each([
    ['忽逢桃花林', 'zh-CN'],
    ['The fox slept.', 'en'],
  ])('has the subtitles of %s in %s', async (narration, language) => {
    render(SceneClip, { props: { ...props, narration } })
    await play()
    expect(video().querySelector('track')?.getAttribute('srclang')).toBe(language)
  })

  it('has no subtitle track if the server has none', async () => {
    render(SceneClip, { props: { ...props, clip: { ...clip, subtitleUrl: null } } })
    await play()
    expect(video().querySelector('track')).toBeNull()
  })
})
