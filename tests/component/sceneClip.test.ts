import { fireEvent, render, screen } from '@testing-library/vue'
import { describe, expect, it } from 'vitest'
import SceneClip from '@/components/SceneClip.vue'

const clip = {
  id: 'c1',
  url: '/media/1.mp4',
  posterUrl: '/media/1.jpg',
  subtitleUrl: null,
  durationSeconds: 5,
}

describe('a clip', () => {
  it('that the browser cannot play says so and can be downloaded', async () => {
    const { container, rerender } = render(SceneClip, { props: { clip, number: 1, aspectRatio: '16:9' } })
    const video = container.querySelector('video')
    if (!video) throw new Error('no video')
    await fireEvent(video, new Event('error'))
    expect(screen.getByRole('status').textContent).toContain('这个浏览器无法播放这段视频')
    const link = screen.getByRole('link', { name: '下载视频' })
    expect(link.getAttribute('href')).toBe('/media/1.mp4')
    expect(link.hasAttribute('download')).toBe(true)

    await rerender({ clip: { ...clip, url: '/media/2.mp4' } })
    expect(container.querySelector('video')?.getAttribute('src')).toBe('/media/2.mp4')
  })

  it('has no subtitle track where the server offers none', () => {
    const { container } = render(SceneClip, { props: { clip, number: 1, aspectRatio: '16:9' } })
    expect(container.querySelector('track')).toBeNull()
  })
})
