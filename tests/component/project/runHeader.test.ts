import { fireEvent, render, screen } from '@testing-library/vue'
import { describe, expect, it } from 'vitest'
import RunHeader from '@/components/project/RunHeader.vue'

function renderHeader(props: Partial<InstanceType<typeof RunHeader>['$props']> = {}) {
  return render(RunHeader, {
    props: {
      name: '桃花源记',
      status: 'draft',
      percent: null,
      seconds: 0,
      queuePosition: null,
      busy: false,
      retryOffered: false,
      refusal: null,
      ...props,
    },
  })
}

describe("the run's head", () => {
  it.each([
    ['draft', 'run', '运行'],
    ['failed', 'run', '从失败处继续'],
    ['queued', 'cancel', '取消排队'],
    ['processing', 'pause', '暂停'],
    ['paused', 'resume', '继续'],
    ['unknown', 'check', '重新检查'],
  ] as const)('offers in %s to %s', async (status, action, name) => {
    const { emitted } = renderHeader({ status })
    const button = screen.getByRole('button', { name })
    expect(button.dataset).toMatchObject({ action })
    await fireEvent.click(button)
    expect(emitted('ask')).toEqual([[action]])
  })

  it('offers nothing when the film is finished', () => {
    renderHeader({ status: 'completed', percent: 100, seconds: 62 })
    expect(screen.queryByRole('button')).toBeNull()
    expect(screen.getByText('100 %')).toBeTruthy()
    expect(screen.getByText('01:02')).toBeTruthy()
  })

  it('cannot be asked while a command is on its way, and keeps the focus meanwhile', async () => {
    const { emitted, rerender } = renderHeader()
    const button = screen.getByRole('button', { name: '运行' })
    button.focus()
    await rerender({ busy: true })
    expect(button.getAttribute('aria-disabled')).toBe('true')
    await fireEvent.click(button)
    expect(emitted('ask')).toBeUndefined()
    await rerender({ busy: false, status: 'processing' })
    expect(document.activeElement).toBe(screen.getByRole('button', { name: '暂停' }))
  })

  it('says the place in the queue', () => {
    renderHeader({ status: 'queued', queuePosition: 2 })
    expect(screen.getByText(/第 2 位/)).toBeTruthy()
  })

  it.each(['processing', 'queued'] as const)('never makes up a percentage: %s', (status) => {
    renderHeader({ status, percent: null })
    expect(screen.queryByText(/%/)).toBeNull()
  })

  it('has no clock before anything has worked', () => {
    renderHeader({ status: 'queued' })
    expect(screen.queryByText('00:00')).toBeNull()
  })

  it('says why a command was refused until the person has read it', async () => {
    const { emitted } = renderHeader({ refusal: '项目正在运行' })
    expect(screen.getByRole('alert').textContent).toContain('项目正在运行')
    await fireEvent.click(screen.getByRole('button', { name: '关闭提示' }))
    expect(emitted('dismiss')).toHaveLength(1)
  })
})
