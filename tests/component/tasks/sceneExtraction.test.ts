import { render, screen } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { extraction, PROPOSED } from '../../../gallery/taskFixtures'
import SceneExtraction from '@/components/tasks/SceneExtraction.vue'
import ScenePreview from '@/components/tasks/ScenePreview.vue'
import type { ExtractionModel, ExtractionPhase } from '@/composables/tasks/extractionModel'

const show = (changes: Partial<ExtractionModel> = {}) =>
  render(SceneExtraction, { props: { model: extraction(changes) } })
const button = (name: string | RegExp) => screen.getByRole('button', { name })

describe('AI extraction in the storyboard', () => {
  it('starts with a press', async () => {
    const start = vi.fn<() => void>()
    show({ start })
    await userEvent.click(button('AI 提取分镜'))
    expect(start).toHaveBeenCalledOnce()
  })

  it('is not there before the rewrite is done', () => {
    show({ isReady: false })
    expect(screen.queryByRole('button')).toBeNull()
  })

  it('says why it cannot start now', () => {
    show({ obstacle: '项目运行时不能提取', isAgain: true })
    expect(button('重新提取').getAttribute('aria-disabled')).toBe('true')
    expect(button('重新提取').title).toBe('项目运行时不能提取')
  })

  it.each<[string, ExtractionPhase, string | null]>([
    ['的排队', { name: 'waiting', percent: null, message: null }, null],
    ['的提取', { name: 'running', percent: null, message: '已找到 3 个场景' }, null],
    ['的匹配', { name: 'matching', percent: 40, message: null }, '40'],
  ])('shows progress%s, in the words of the server if it has any', (_, phase, percent) => {
    show({ phase })
    const words = { waiting: '等待开始', running: '已找到 3 个场景', matching: '正在匹配角色与场景' }
    expect(screen.getByRole('status').textContent).toBe(words[phase.name as keyof typeof words])
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe(percent)
  })

  it('can be cancelled, and says what else that cancels', async () => {
    const cancel = vi.fn<() => void>()
    show({ phase: { name: 'running', percent: null, message: null }, cancel })
    expect(button('取消').title).toContain('匹配也不会开始')
    await userEvent.click(button('取消'))
    expect(cancel).toHaveBeenCalledOnce()
  })

  it.each<[ExtractionPhase, string]>([
    [{ name: 'failed', reason: '模型没有回答。' }, '提取失败：模型没有回答。'],
    [{ name: 'failed', reason: null }, '提取失败：服务器没有说明原因'],
    [{ name: 'cancelled' }, '任务已被取消'],
    [{ name: 'malformed' }, '服务器返回的结果无法读取，请联系服务器一方。'],
    [{ name: 'unknown' }, '不清楚进展'],
  ])('says how it ended (%j), until that is closed', async (phase, words) => {
    const dismissOutcome = vi.fn<() => void>()
    show({ phase, dismissOutcome })
    expect(screen.getByText(words)).toBeTruthy()
    await userEvent.click(button('关闭'))
    expect(dismissOutcome).toHaveBeenCalledOnce()
  })

  it('offers the preview while scenes wait for a decision', async () => {
    const showPreview = vi.fn<(isOpen: boolean) => void>()
    show({ phase: { name: 'proposed', scenes: PROPOSED }, showPreview })
    expect(screen.getByText('3 个场景待你决定')).toBeTruthy()
    await userEvent.click(button('预览场景'))
    expect(showPreview).toHaveBeenCalledWith(true)
  })

  it('says why a command was refused', () => {
    show({ refusal: '这个项目已有分镜提取在进行。' })
    expect(screen.getByRole('alert').textContent).toContain('已有分镜提取')
  })
})

describe('the preview of proposed scenes', () => {
  function preview(changes: Partial<InstanceType<typeof ScenePreview>['$props']> = {}) {
    return render(ScenePreview, {
      props: { scenes: PROPOSED, sending: false, refusal: null, open: true, ...changes },
    })
  }

  it('shows each scene with its words, shot, picture and cast', () => {
    preview()
    const [first] = screen.getAllByRole('listitem')
    for (const words of ['场景 1', '远景', '武陵人捕鱼为业', '图片 · 远景：溪流、小舟', '人物小舟溪流'])
      expect(first?.textContent.replaceAll('、', '')).toContain(words.replaceAll('、', ''))
  })

  it('accepts all of them at first, and what was chosen afterwards', async () => {
    const { emitted } = preview()
    await userEvent.click(button('采用 3 个场景'))
    await userEvent.click(screen.getByRole('checkbox', { name: '采用场景 2' }))
    expect(screen.getByText('已选 2 / 3')).toBeTruthy()
    await userEvent.click(button('采用 2 个场景'))
    expect(emitted('accept')).toEqual([[[1, 2, 3]], [[1, 3]]])
  })

  it('chooses none or all at once, and accepts nothing of none', async () => {
    preview()
    await userEvent.click(button('全不选'))
    expect(button('采用 0 个场景').getAttribute('aria-disabled')).toBe('true')
    await userEvent.click(button('全选'))
    expect(button('采用 3 个场景').getAttribute('aria-disabled')).toBe('false')
  })

  it('can be discarded or left for later', async () => {
    const { emitted } = preview()
    await userEvent.click(button('放弃'))
    await userEvent.click(button('以后再说'))
    expect(emitted('discard')).toHaveLength(1)
    expect(emitted('update:open')).toEqual([[false]])
  })

  it('waits for the decision to arrive, and says why it was refused', () => {
    preview({ sending: true, refusal: '项目正在运行，请先暂停。' })
    expect(button('正在采用……').getAttribute('aria-disabled')).toBe('true')
    expect(screen.getByRole('alert').textContent).toBe('项目正在运行，请先暂停。')
  })
})
