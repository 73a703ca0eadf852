import { render, screen } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { redraw } from '../../../gallery/taskFixtures'
import PictureRedraw from '@/components/tasks/PictureRedraw.vue'
import type { RedrawModel, RedrawWish } from '@/composables/tasks/redrawModel'

const show = (changes: Partial<RedrawModel> = {}) =>
  render(PictureRedraw, { props: { model: redraw(changes) } })
const button = (name: string) => screen.getByRole('button', { name })
const prompt = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: '图片提示词' })
const file = (type: string, size = 10) => new File([new Uint8Array(size)], 'a', { type })
const revoked: string[] = []

beforeEach(() => {
  let made = 0
  revoked.length = 0
  vi.stubGlobal(
    'URL',
    Object.assign(URL, {
      createObjectURL: () => `blob:${(made += 1)}`,
      revokeObjectURL: (url: string) => revoked.push(url),
    }),
  )
})
afterEach(() => void vi.unstubAllGlobals())

describe('another picture', () => {
  it('is asked for with the prompt of the scene, or another one', async () => {
    const wishes: RedrawWish[] = []
    show({ draw: (wish) => wishes.push(wish) })
    await userEvent.click(button('重画'))
    expect(document.activeElement).toBe(prompt())
    await userEvent.click(button('开始画'))
    await userEvent.clear(prompt())
    await userEvent.type(prompt(), '雪夜')
    await userEvent.click(button('开始画'))
    expect(wishes).toEqual([
      { prompt: '远景：溪流、小舟；春，白日', reference: null },
      { prompt: '雪夜', reference: null },
    ])
  })

  it('is not asked for without a prompt', async () => {
    const draw = vi.fn<() => void>()
    show({ draw })
    await userEvent.click(button('重画'))
    await userEvent.clear(prompt())
    await userEvent.click(button('开始画'))
    expect(draw).not.toHaveBeenCalled()
    expect(prompt().getAttribute('aria-invalid')).toBe('true')
    expect(screen.getByText('请写下图片里有什么。')).toBeTruthy()
  })

  it('takes a reference picture, whose address is revoked when another one is chosen and at the end', async () => {
    const wishes: RedrawWish[] = []
    const { unmount } = show({ draw: (wish) => wishes.push(wish) })
    await userEvent.click(button('重画'))
    const input = () => screen.getByLabelText<HTMLInputElement>('参考图片（可选）')
    await userEvent.upload(input(), file('image/png'))
    expect(screen.getByAltText('所选的参考图片').getAttribute('src')).toBe('blob:1')
    await userEvent.click(button('移除参考图片'))
    expect(revoked).toEqual(['blob:1'])
    await userEvent.upload(input(), file('image/webp'))
    await userEvent.click(button('开始画'))
    expect(wishes[0]?.reference?.type).toBe('image/webp')
    unmount()
    expect(revoked).toEqual(['blob:1', 'blob:2'])
  })

  it('says what is wrong with a file, before it is sent', async () => {
    show()
    await userEvent.click(button('重画'))
    const input = () => screen.getByLabelText<HTMLInputElement>('参考图片（可选）')
    const user = userEvent.setup({ applyAccept: false })
    await user.upload(input(), file('image/svg+xml'))
    expect(screen.getByText('请选择 JPEG、PNG 或 WebP 图片。')).toBeTruthy()
    await user.upload(input(), file('image/png', 8 * 1024 * 1024 + 1))
    expect(screen.getByText('图片过大，最大 8 MB。')).toBeTruthy()
    expect(screen.queryByAltText('所选的参考图片')).toBeNull()
  })

  it('shows no percent while it is drawn, because none is known', () => {
    show({ phase: { name: 'drawing' } })
    expect(screen.getByRole('progressbar').hasAttribute('aria-valuenow')).toBe(false)
    expect(button('不再等待')).toBeTruthy()
  })

  it.each([
    { phase: { name: 'failed', reason: '模型没有回答' }, words: '没有画成：模型没有回答' },
    {
      phase: { name: 'unknown', doubt: 'overdue' },
      words: '已询问服务器十分钟，仍没有结果。它可能还在进行。',
    },
    { phase: { name: 'stopped' }, words: '已不再等待。如果服务器画完，图片仍会出现。' },
    { phase: { name: 'done' }, words: '新图片已就位。' },
    { phase: { name: 'unsafe' }, words: '服务器的回答里没有可以显示的图片。' },
  ] as const)('says how it ended: $phase.name', ({ phase, words }) => {
    show({ phase })
    expect(screen.getByRole('status').textContent).toBe(words)
    expect(button('重画')).toBeTruthy()
  })
})
