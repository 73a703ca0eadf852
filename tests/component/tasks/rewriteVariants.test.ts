import { render, screen, within } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { COPIES, variants } from '../../../gallery/taskFixtures'
import RewriteVariants from '@/components/tasks/RewriteVariants.vue'
import VariantComparison from '@/components/tasks/VariantComparison.vue'
import type { VariantsModel } from '@/composables/tasks/variantsModel'

const show = (changes: Partial<VariantsModel> = {}) =>
  render(RewriteVariants, { props: { model: variants(changes) } })
const button = (name: string) => screen.getByRole('button', { name })

describe('versions of the rewrite', () => {
  it('are written in the number that the person chooses', async () => {
    const start = vi.fn<(count: number) => void>()
    show({ start })
    await userEvent.click(button('写 3 个版本'))
    await userEvent.selectOptions(screen.getByRole('combobox', { name: '写几个版本' }), '5')
    await userEvent.click(button('写 5 个版本'))
    expect(start.mock.calls).toEqual([[3], [5]])
  })

  it('are not offered before the rewrite is done', () => {
    show({ isReady: false })
    expect(screen.queryByRole('button')).toBeNull()
  })

  it('show how many are written, and no percent before the first', () => {
    const { unmount } = show({ phase: { name: 'writing', written: 0, total: 3, percent: 0 } })
    expect(screen.getByRole('progressbar').hasAttribute('aria-valuenow')).toBe(false)
    unmount()
    show({ phase: { name: 'writing', written: 2, total: 3, percent: 66.7 }, copies: COPIES.slice(0, 2) })
    expect(screen.getByText('正在写，已有 2 / 3 个版本')).toBeTruthy()
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('67')
    expect(button('比较 2 个版本')).toBeTruthy()
  })

  it('that are written in part stand beside the error', () => {
    const phase = { name: 'partial', written: 2, total: 3, reason: '模型没有回答。' } as const
    show({ phase, copies: COPIES.slice(0, 2) })
    expect(screen.getByText('2 / 3 个版本写成。 模型没有回答。')).toBeTruthy()
    expect(button('比较 2 个版本')).toBeTruthy()
  })

  it('say why they failed and why they cannot be written now', () => {
    show({
      phase: { name: 'failed', reason: null },
      obstacle: '项目运行时不能写版本',
      refusal: '请先登录。',
    })
    expect(screen.getByText('没有写成：服务器没有说明原因')).toBeTruthy()
    expect(button('写 3 个版本').getAttribute('aria-disabled')).toBe('true')
    expect(screen.getByRole('alert').textContent).toContain('请先登录。')
  })
})

describe('the comparison of versions', () => {
  function compare(changes: Partial<InstanceType<typeof VariantComparison>['$props']> = {}) {
    const copies = [
      { id: 'a', text: '山上有座庙。' },
      { id: 'b', text: '山上有座小庙。' },
      { id: 'c', text: '山上有。' },
    ]
    const props = { text: '山上有座庙。', copies, obstacle: null, sending: false, refusal: null, open: true }
    return render(VariantComparison, { props: { ...props, ...changes } })
  }
  const version = (index: number) => screen.getAllByRole('listitem')[index] as HTMLElement

  it('marks what a version adds and leaves out, and which one the project has', () => {
    compare()
    expect(within(version(0)).getByText('现在的改写')).toBeTruthy()
    expect(version(1).querySelector('ins')?.textContent).toContain('小')
    expect(version(2).querySelector('del')?.textContent).toContain('庙')
    expect(within(version(1)).getByText('7 字')).toBeTruthy()
  })

  it('makes one of them the text', async () => {
    const { emitted } = compare()
    await userEvent.click(within(version(1)).getByRole('button', { name: '采用' }))
    expect(emitted('choose')).toEqual([[{ id: 'b', text: '山上有座小庙。' }]])
  })

  it('lets nothing be chosen while the project runs or a choice is on its way', () => {
    const { unmount } = compare({ obstacle: '项目运行时不能写版本' })
    for (const choose of screen.getAllByRole('button', { name: '采用' }))
      expect(choose.getAttribute('aria-disabled')).toBe('true')
    unmount()
    compare({ sending: true, refusal: '项目正在运行，请先暂停。' })
    for (const choose of screen.getAllByRole('button', { name: '采用' }))
      expect(choose.getAttribute('aria-disabled')).toBe('true')
    expect(screen.getByRole('alert').textContent).toBe('项目正在运行，请先暂停。')
  })
})
