import { fireEvent, render, screen } from '@testing-library/vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import RunHeader from '@/components/project/RunHeader.vue'

function renderHeader(props: Partial<InstanceType<typeof RunHeader>['$props']> = {}) {
  return render(RunHeader, {
    props: {
      name: '桃花源记',
      status: 'draft',
      percent: null,
      seconds: 0,
      queuePosition: null,
      sending: null,
      failure: null,
      retryOffered: false,
      refusal: null,
      ...props,
    },
  })
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the run header', () => {
  it.each([
    ['draft', 'run', '运行', 'run'],
    ['failed', 'run', '从失败处继续', 'again'],
    ['queued', 'cancel', '取消排队', 'cancel'],
    ['processing', 'pause', '暂停', 'pause'],
    ['paused', 'resume', '继续', 'resume'],
    ['unknown', 'check', '重新检查', 'check'],
  ] as const)('offers in %s to %s', async (status, action, name, request) => {
    const { emitted } = renderHeader({ status })
    const button = screen.getByRole('button', { name })
    expect(button.dataset).toMatchObject({ action })
    await fireEvent.click(button)
    expect(emitted('ask')).toEqual([[request]])
  })

  it('offers nothing when the film is finished', () => {
    renderHeader({ status: 'completed', percent: 100, seconds: 62 })
    expect(screen.queryByRole('button')).toBeNull()
    expect(screen.getByText('100 %')).toBeTruthy()
    expect(screen.getByText('01:02')).toBeTruthy()
  })

  it('ignores clicks while a command is on its way, and keeps the focus', async () => {
    const { emitted, rerender } = renderHeader()
    const button = screen.getByRole('button', { name: '运行' })
    button.focus()
    await rerender({ sending: 'run' })
    expect(button.textContent).toContain('正在启动')
    expect(button.getAttribute('aria-disabled')).toBe('true')
    await fireEvent.click(button)
    expect(emitted('ask')).toBeUndefined()
    await rerender({ sending: null, status: 'processing' })
    expect(document.activeElement).toBe(screen.getByRole('button', { name: '暂停' }))
  })

  it.each([
    ['run', '正在启动……'],
    ['resume', '正在继续……'],
    ['pause', '正在停止……'],
  ] as const)('says what is under way: %s', (sending, words) => {
    renderHeader({ sending })
    expect(screen.getByRole('button', { name: words })).toBeTruthy()
  })

  it('says after five seconds that it is the server that is slow', async () => {
    const { rerender } = renderHeader({ sending: 'run' })
    vi.advanceTimersByTime(4_900)
    await nextTick()
    expect(screen.queryByText(/服务器响应较慢/)).toBeNull()
    vi.advanceTimersByTime(200)
    await nextTick()
    expect(screen.getByText(/服务器响应较慢/)).toBeTruthy()
    await rerender({ sending: null })
    expect(screen.queryByText(/服务器响应较慢/)).toBeNull()
  })

  it('does not pause for the second press of Enter on Run', async () => {
    const { emitted, rerender } = renderHeader()
    await fireEvent.click(screen.getByRole('button', { name: '运行' }))
    await rerender({ sending: 'run' })
    await rerender({ sending: null, status: 'processing' })
    const pause = screen.getByRole('button', { name: '暂停' })
    vi.advanceTimersByTime(900)
    await fireEvent.click(pause)
    expect(emitted('ask')).toEqual([['run']])
    vi.advanceTimersByTime(200)
    await fireEvent.click(pause)
    expect(emitted('ask')).toEqual([['run'], ['pause']])
  })

  it('keeps room for its note, so that a note moves nothing', async () => {
    const { rerender } = renderHeader()
    const room = screen.getByText(/故事已就绪/).parentElement
    await rerender({ status: 'processing' })
    expect(room?.isConnected).toBe(true)
    expect(room?.textContent).toBe('')
  })

  it('says under the title why the run failed, and leaves the one button to the stage that offers a retry', () => {
    renderHeader({ status: 'failed', failure: '视频：场景 2 没有画完', retryOffered: true })
    expect(screen.getByText('视频：场景 2 没有画完')).toBeTruthy()
    expect(screen.queryByRole('button')).toBeNull()
  })

  it('shows the place in the queue', () => {
    renderHeader({ status: 'queued', queuePosition: 2 })
    expect(screen.getByText(/第 2 位/)).toBeTruthy()
  })

  it.each(['processing', 'queued'] as const)('never makes up a percentage: %s', (status) => {
    renderHeader({ status, percent: null })
    expect(screen.queryByText(/%/)).toBeNull()
  })

  it('has no clock before any work', () => {
    renderHeader({ status: 'queued' })
    expect(screen.queryByText('00:00')).toBeNull()
  })

  it('shows a refusal until it is dismissed', async () => {
    const { emitted } = renderHeader({ refusal: '项目正在运行' })
    expect(screen.getByRole('alert').textContent).toContain('项目正在运行')
    await fireEvent.click(screen.getByRole('button', { name: '关闭提示' }))
    expect(emitted('dismiss')).toHaveLength(1)
  })
})
