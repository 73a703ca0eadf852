import { fireEvent, render, screen, within } from '@testing-library/vue'
import { RouterLinkStub } from '@vue/test-utils'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { setLocale } from '@/locales/i18n'
import StagePanel from '@/components/stages/StagePanel.vue'
import { loadSceneViews } from '@/components/stages/sceneViews'
import type { TextGrowth } from '@/presentation/textGrowth'
import type { StageState } from '@/pipeline/state'
import { STAGES, TEXT_STAGES } from '@/protocol/stages'
import { clip, INFO, picture, scene, UNTOLD_PROGRESS, WAITING } from '../../support/projectFixtures'

const source =
  (text: string, growth: TextGrowth | null = null) =>
  () => ({ text, growth })

function renderPanel(stage: StageState, props: Partial<InstanceType<typeof StagePanel>['$props']> = {}) {
  const view = render(StagePanel, {
    props: {
      stage,
      projectId: 'p1',
      number: 1,
      text: source(''),
      story: INFO.story,
      scenes: [],
      aspectRatio: '9:16',
      sending: null,
      refusal: null,
      ...props,
    },
    global: { stubs: { RouterLink: RouterLinkStub } },
  })
  const panel = view.container.querySelector<HTMLElement>('[data-stage]')
  if (!panel) throw new Error('no panel')
  return { ...view, panel }
}

const counts = { successCount: null, failedCount: null, hasWholeText: true }
const failure = { message: '图片服务没有回答' }
const BY_STATUS: readonly StageState[] = [
  WAITING.rewrite,
  { ...WAITING.rewrite, status: 'running', progress: UNTOLD_PROGRESS },
  { ...WAITING.rewrite, status: 'completed', completedAt: null, ...counts },
  { ...WAITING.rewrite, status: 'failed', failedAt: null, failure },
  { ...WAITING.rewrite, status: 'skipped', reason: null },
  { ...WAITING.rewrite, status: 'unknown', lastProgress: null },
]

beforeAll(loadSceneViews)

describe('a stage panel', () => {
  it.each(BY_STATUS)('says that its stage is $status, in its hooks, its word and its bar', (stage) => {
    const { panel } = renderPanel(stage)
    const words = {
      pending: '等待中',
      running: '进行中',
      completed: '已完成',
      failed: '失败',
      skipped: '已跳过',
      unknown: '未知',
    }
    expect(panel.dataset).toMatchObject({ stage: 'rewrite', status: stage.status })
    expect(within(panel).getByText(words[stage.status])).toBeTruthy()
    expect(within(panel).queryAllByRole('progressbar')).toHaveLength(stage.status === 'running' ? 1 : 0)
  })

  it.each(STAGES)('of %s is named by its heading, which leads to its large view', (name) => {
    const { panel } = renderPanel(WAITING[name])
    const heading = within(panel).getByRole('heading', { level: 2 })
    expect(panel.getAttribute('aria-labelledby')).toBe(heading.id)
    expect(within(heading).getByText(/./).tagName).toBe('A')
  })

  it('keeps its bar still while text is streaming', async () => {
    const { panel, rerender } = renderPanel({
      ...WAITING.rewrite,
      status: 'running',
      progress: UNTOLD_PROGRESS,
    })
    const bar = within(panel).getByRole('progressbar')
    expect(bar.classList.contains('still')).toBe(false)
    await rerender({ text: source('晋太元中') })
    expect(bar.classList.contains('still')).toBe(true)
  })

  it('gives its bar a value only if one is known', async () => {
    const running = { ...WAITING.image_generation, status: 'running', progress: UNTOLD_PROGRESS } as const
    const { rerender } = renderPanel(running)
    expect(screen.getByRole('progressbar').hasAttribute('aria-valuenow')).toBe(false)
    await rerender({ stage: { ...running, progress: { ...UNTOLD_PROGRESS, percent: 0 } } })
    expect(screen.getByRole('progressbar').hasAttribute('aria-valuenow')).toBe(false)
    await rerender({ stage: { ...running, progress: { ...UNTOLD_PROGRESS, percent: 40 } } })
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('40')
  })

  it.each(TEXT_STAGES)('of %s contains the exact text, and keeps its nodes while it grows', async (name) => {
    const stage = { ...WAITING[name], status: 'running', progress: UNTOLD_PROGRESS } as StageState
    const { panel, rerender } = renderPanel(stage, { text: source('{"scenes": [\n  {"scene') })
    const live = panel.querySelector('[data-live-text]')
    const line = live?.querySelector('.line')
    expect(live?.textContent).toBe('{"scenes": [\n  {"scene')
    await rerender({ text: source('{"scenes": [\n  {"scene_number": 1') })
    expect(panel.querySelector('[data-live-text]')).toBe(live)
    expect(line).toBeTruthy()
    expect(live?.querySelector('.line')).toBe(line)
    expect(live?.textContent).toBe('{"scenes": [\n  {"scene_number": 1')
  })

  it("says why a stage was skipped, in the server's words", () => {
    const stage = { ...WAITING.camera_movement, status: 'skipped', reason: '没有图片，跳过运镜' } as const
    expect(within(renderPanel(stage).panel).getByText('没有图片，跳过运镜')).toBeTruthy()
  })

  it('shows the story in place of the rewrite before it starts', () => {
    const { panel } = renderPanel(WAITING.rewrite)
    expect(within(panel).getByText(INFO.story)).toBeTruthy()
    expect(panel.querySelector('[data-live-text]')?.textContent).toBe('')
  })

  it('shows the first line of an error, folds the rest, and offers a retry', async () => {
    const message = '模型的回答无法读取\n{"scenes": [{"narration": "…'
    const stage = {
      ...WAITING.storyboard,
      status: 'failed',
      failedAt: null,
      failure: { message },
    } as const
    const { panel, emitted } = renderPanel(stage)
    expect(within(panel).getByText('模型的回答无法读取')).toBeTruthy()
    expect(panel.querySelector('details pre')?.textContent).toBe(message)
    const button = within(panel).getByRole('button', { name: '重试分镜' })
    expect(button.dataset).toMatchObject({ action: 'retry' })
    await fireEvent.click(button)
    expect(emitted('retry')).toHaveLength(1)
  })

  it('sends no second retry, and shows a refusal until it is dismissed', async () => {
    const stage = { ...WAITING.storyboard, status: 'failed', failedAt: null, failure } as const
    const { rerender, emitted } = renderPanel(stage, { sending: 'retry' })
    const button = screen.getByRole('button', { name: '正在重试……' })
    expect(button.getAttribute('aria-disabled')).toBe('true')
    await fireEvent.click(button)
    expect(emitted('retry')).toBeUndefined()
    await rerender({ sending: null, refusal: '项目正在运行' })
    expect(screen.getByRole('alert').textContent).toContain('项目正在运行')
    await fireEvent.click(screen.getByRole('button', { name: '关闭提示' }))
    expect(emitted('dismiss')).toHaveLength(1)
  })

  it('keeps the keyboard focus in the panel when the retry button disappears', async () => {
    const stage = { ...WAITING.storyboard, status: 'failed', failedAt: null, failure } as const
    const { panel, rerender } = renderPanel(stage)
    screen.getByRole('button', { name: '重试分镜' }).focus()
    await rerender({ stage: { ...WAITING.storyboard, status: 'running', progress: UNTOLD_PROGRESS } })
    await vi.waitFor(() => expect(document.activeElement).toBe(panel))
  })

  it('shows the reason of an interruption, and not as an error', () => {
    const reason = '工作室重新启动，运行已中断。'
    const { panel } = renderPanel({ ...WAITING.image_generation, reason })
    expect(within(panel).getByText(reason)).toBeTruthy()
    expect(within(panel).queryByRole('alert')).toBeNull()
  })

  it('names the current item in the language of the page', () => {
    const progress = { percent: 25, done: 1, total: 4, message: 'Scene 2 (2/4)' }
    const stage = { ...WAITING.image_generation, status: 'running', progress } as const
    renderPanel(stage)
    expect(screen.getByText('正在绘制第 2 张图片，共 4 张')).toBeTruthy()
  })

  it.each([
    [1, '1 scene'],
    [2, '2 scenes'],
    [0, '0 scenes'],
  ])('counts %i in English as %s', async (count, words) => {
    await setLocale('en')
    const stage = { ...WAITING.storyboard, status: 'completed', completedAt: null, ...counts } as const
    renderPanel(stage, { scenes: Array.from({ length: count }, (_, index) => scene(index + 1)) })
    expect(screen.getByText(words)).toBeTruthy()
  })

  it('counts a character outside the basic plane once', () => {
    const stage = { ...WAITING.rewrite, status: 'completed', completedAt: null, ...counts } as const
    renderPanel({ ...stage, text: '𠮷野家' }, { text: source('𠮷野家') })
    expect(screen.getByText('3 字')).toBeTruthy()
  })

  it('does not present a text made from the product as the text of the model', async () => {
    const stage = { ...WAITING.storyboard, status: 'completed', completedAt: null, ...counts } as const
    const { rerender } = renderPanel(stage, { text: source('{}') })
    expect(screen.getByText('由场景整理 · 2 字')).toBeTruthy()
    await rerender({ text: source('{}', { textEpoch: 0, textEnd: '{}' }) })
    expect(screen.getByText('模型输出 · 2 字')).toBeTruthy()
  })

  it.each([
    ['晋太元中', 'zh-CN'],
    ['Once upon a time', 'en'],
  ])('marks %s with its own language, not that of the page', (text, lang) => {
    const { panel } = renderPanel(WAITING.rewrite, { text: source(text), story: text, large: true })
    expect(panel.querySelector('[data-live-text]')?.getAttribute('lang')).toBe(lang)
    expect(panel.querySelector('p.story')?.getAttribute('lang')).toBe(lang)
  })

  it('says that a picture could not be loaded, and loads it again on request', async () => {
    const stage = { ...WAITING.image_generation, status: 'completed', completedAt: null, ...counts } as const
    renderPanel(stage, { scenes: [scene(1, { image: picture(1) })] })
    await fireEvent.error(screen.getByRole('img'))
    expect(screen.queryByRole('img')).toBeNull()
    expect(screen.getByText('图片加载失败')).toBeTruthy()
    await fireEvent.click(screen.getByRole('button', { name: '重新加载图片' }))
    expect(screen.getByRole('img').getAttribute('src')).toBe('/media/1-small.jpg')
  })

  it('counts the existing pictures and fills them in place', async () => {
    const stage = { ...WAITING.image_generation, status: 'running', progress: UNTOLD_PROGRESS } as const
    const scenes = [scene(1, { image: picture(1) }), scene(2, { image: { status: 'running' } })]
    const { panel, rerender } = renderPanel(stage, { scenes })
    expect(within(panel).getByText('1/2')).toBeTruthy()
    const second = panel.querySelector('[data-scene="2"]')
    expect(second?.querySelector('img')).toBeNull()
    await rerender({ scenes: [scenes[0], scene(2, { image: picture(2) })] })
    expect(panel.querySelector('[data-scene="2"]')).toBe(second)
    const image = within(panel).getByRole('img', { name: '第 2 个场景的旁白' })
    expect(image.getAttribute('src')).toBe('/media/2-small.jpg')
    expect([image.getAttribute('width'), image.getAttribute('height')]).toEqual(['720', '1280'])
    expect(image.getAttribute('loading')).toBe('lazy')
  })

  it('plays clips with the narration as subtitles, and has one stop of the keyboard before', async () => {
    const stage = { ...WAITING.video_generation, status: 'completed', completedAt: null, ...counts } as const
    const { panel } = renderPanel(stage, { scenes: [scene(1, { clip: clip(1) })] })
    await fireEvent.click(within(panel).getByRole('button', { name: '播放第 1 个场景的视频' }))
    const video = panel.querySelector<HTMLVideoElement>('[data-scene="1"] video')
    expect(video?.controls).toBe(true)
    await vi.waitFor(() => expect(document.activeElement).toBe(video))
    expect(video?.querySelector('track')?.getAttribute('src')).toBe('/media/1.vtt')
  })

  it('folds to its head, which opens it again', async () => {
    const { panel, rerender, emitted } = renderPanel(WAITING.rewrite, { open: false })
    expect(within(panel).queryByText(INFO.story)).toBeNull()
    const button = within(panel).getByRole('button', { name: '改写的内容' })
    expect([button.dataset['action'], button.getAttribute('aria-expanded')]).toEqual(['unfold', 'false'])
    await fireEvent.click(button)
    expect(emitted('toggle')).toHaveLength(1)
    await rerender({ open: true })
    expect(within(panel).getByText(INFO.story)).toBeTruthy()
    expect(button.getAttribute('aria-expanded')).toBe('true')
  })

  it('shows hostile markup as text', () => {
    const hostile = '<img src=x onerror=alert(1)>'
    const stage = {
      ...WAITING.storyboard,
      status: 'failed',
      failedAt: null,
      failure: { ...failure, message: hostile },
    } as const
    const { panel } = renderPanel(stage, {
      scenes: [scene(1, { narration: hostile })],
      text: source(hostile),
    })
    expect(panel.querySelector('img')).toBeNull()
    expect(within(panel).getAllByText(hostile).length).toBeGreaterThanOrEqual(3)
  })
})
