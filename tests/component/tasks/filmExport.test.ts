import { render, screen } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { film } from '../../../gallery/taskFixtures'
import FilmExport from '@/components/tasks/FilmExport.vue'
import type { FilmModel } from '@/composables/tasks/filmModel'
import { steadyNow } from '@/platform/steadyClock'

const show = (changes: Partial<FilmModel> = {}) => render(FilmExport, { props: { model: film(changes) } })
const button = (name: string) => screen.getByRole('button', { name })

describe('the export of a film', () => {
  it('is started with a press', async () => {
    const start = vi.fn<() => void>()
    show({ start })
    await userEvent.click(button('导出短片（MP4）'))
    expect(start).toHaveBeenCalledOnce()
  })

  it('is not offered before all clips are there', () => {
    show({ isReady: false })
    expect(screen.queryByRole('button')).toBeNull()
  })

  it('says why it is not possible now, and why it was refused', () => {
    show({ obstacle: '项目运行时不可用', refusal: '请先登录。' })
    expect(button('导出短片（MP4）').getAttribute('aria-disabled')).toBe('true')
    expect(button('导出短片（MP4）').title).toBe('项目运行时不可用')
    expect(screen.getByRole('alert').textContent).toContain('请先登录。')
  })

  it('ends in a file with the name of the project', () => {
    show({ phase: { name: 'ready', url: '/media/film.mp4' } })
    const link = screen.getByRole('link', { name: '下载短片（MP4）' })
    expect([link.getAttribute('href'), link.getAttribute('download')]).toEqual([
      '/media/film.mp4',
      '桃花源记.mp4',
    ])
    expect(screen.getByRole('status').textContent).toBe('短片已导出，含字幕。')
  })

  it('can be cancelled, checked and started again', async () => {
    const calls: string[] = []
    const model = {
      start: () => calls.push('start'),
      cancel: () => calls.push('cancel'),
      check: () => calls.push('check'),
    }
    const running = show({
      ...model,
      phase: { name: 'running', percent: 40, endsAt: null, message: '正在合成短片' },
    })
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('40')
    expect(screen.getByRole('status').textContent).toBe('正在合成短片')
    await userEvent.click(button('取消'))
    running.unmount()
    show({ ...model, phase: { name: 'unknown' } })
    await userEvent.click(button('再查一次'))
    await userEvent.click(button('重新导出'))
    expect(calls).toEqual(['cancel', 'check', 'start'])
  })

  it('says why it failed', () => {
    show({ phase: { name: 'failed', reason: '模型没有回答' } })
    expect(screen.getByRole('status').textContent).toBe('导出失败：模型没有回答')
  })
})

describe('the time that is left', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('counts down between messages, and never below nothing', async () => {
    const phase = { name: 'running', percent: 40, endsAt: steadyNow() + 71_000, message: null } as const
    show({ phase })
    const time = () => screen.getByRole('timer').textContent
    expect(time()).toBe('约剩 01:11')
    await vi.advanceTimersByTimeAsync(11_000)
    await nextTick()
    expect(time()).toBe('约剩 01:00')
    await vi.advanceTimersByTimeAsync(80_000)
    await nextTick()
    expect(time()).toBe('即将完成')
  })

  it('is shown beside a clip that is made again', () => {
    show({ clip: { number: 2, percent: 30, endsAt: steadyNow() + 12_000 } })
    expect(screen.getByRole('progressbar', { name: '正在重新制作视频' }).getAttribute('aria-valuenow')).toBe(
      '30',
    )
    expect(screen.getByText('场景 2')).toBeTruthy()
    expect(screen.getByRole('timer').textContent).toBe('约剩 00:12')
  })
})
