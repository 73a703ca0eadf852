import { cleanup, render } from '@testing-library/vue'
import { createPinia } from 'pinia'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter, RouterView } from 'vue-router'
import { createFakeBackend, pass } from '../../unit/stores/fakeBackend'
import AppHeader from '@/components/app/AppHeader.vue'
import ConnectionSign from '@/components/project/ConnectionSign.vue'
import ProjectPage from '@/components/project/ProjectPage.vue'
import RunHeader from '@/components/project/RunHeader.vue'
import SceneCard from '@/components/scenes/SceneCard.vue'
import SceneFilm from '@/components/film/SceneFilm.vue'
import SceneStrip from '@/components/film/SceneStrip.vue'
import StageBody from '@/components/stages/StageBody.vue'
import StagePanel from '@/components/stages/StagePanel.vue'
import StagePanelHead from '@/components/stages/StagePanelHead.vue'
import { loadSceneViews } from '@/components/stages/sceneViews'
import StageRewrite from '@/components/stages/StageRewrite.vue'
import StreamText from '@/components/text/StreamText.vue'
import ProjectView from '@/views/ProjectView.vue'

const COMPONENTS = {
  AppHeader,
  ConnectionSign,
  ProjectPage,
  ProjectView,
  RunHeader,
  SceneCard,
  SceneFilm,
  SceneStrip,
  StageBody,
  StagePanel,
  StagePanelHead,
  StageRewrite,
  StreamText,
}

/** A component as Vue renders it: the third that its function gets are the props. */
interface Rendered {
  render: (
    proxy: unknown,
    cache: unknown,
    props: { stage?: { stage?: string } },
    ...rest: unknown[]
  ) => unknown
}

let backend: ReturnType<typeof createFakeBackend>
/** Each render of the components above, with the stage if the component has one. */
let renders: string[]

// Code is loaded in real time.
beforeAll(loadSceneViews)
beforeEach(() => {
  vi.useFakeTimers()
  backend = createFakeBackend()
  renders = []
  for (const [name, component] of Object.entries(COMPONENTS)) {
    const rendered = component as unknown as Rendered
    const { render } = rendered
    vi.spyOn(rendered, 'render').mockImplementation((...args) => {
      const stage = args[2].stage?.stage
      renders.push(stage === undefined ? name : `${name} ${stage}`)
      return render(...args)
    })
  }
})
afterEach(async () => {
  cleanup()
  // The stream goes some seconds after the page.
  await pass(11_000)
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

/** A dashboard on a project whose stage `stage` runs, just after its clocks have ticked. */
async function openDashboard(stage: string) {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/projects/:id', name: 'project', component: ProjectView, props: true },
      { path: '/projects/:id/:stage', name: 'stage', component: { render: () => null } },
      { path: '/', component: { render: () => null } },
      { path: '/sse-demo', component: { render: () => null } },
    ],
  })
  await router.push('/projects/p')
  const view = render(RouterView, { global: { plugins: [createPinia(), router] } })
  await pass(50)
  await backend.stream().send({ type: 'stage_update', stage, status: 'processing' })
  await pass(1_500)
  renders = []
  while (!renders.includes('RunHeader')) await pass(10)
  renders = []
  return view
}

/** Send pieces of text, all within one second. */
async function write(stage: string, pieces: readonly string[]) {
  const started = Date.now()
  let text = ''
  for (const content of pieces) {
    text += content
    await backend.stream().send({ type: 'token', stage, content, full_text: text })
  }
  expect(Date.now() - started).toBeLessThan(900)
  return text
}

describe('tokens', { timeout: 20_000 }, () => {
  it('of the rewrite are added to the page without rendering a component', async () => {
    const { container } = await openDashboard('rewrite')
    await write('rewrite', ['晋'])
    renders = []
    const text = await write('rewrite', ['晋', '太元中', '，\n', '武陵人', '捕鱼为业。'])
    expect(container.querySelector('[data-stage="rewrite"] [data-live-text]')?.textContent).toBe(text)
    expect(renders).toEqual([])
  })

  it('of the storyboard render the storyboard and the strip, but neither other panels nor the header', async () => {
    const { container } = await openDashboard('storyboard')
    const pieces = ['{"scenes": [{"narration": "晋', '太元中"}, ', '{"narration": "武', '陵人"}']
    const text = await write('storyboard', pieces)
    expect(container.querySelector('[data-stage="storyboard"] [data-live-text]')?.textContent).toBe(text)
    renders = []
    await write('storyboard', [text, '\n'])
    expect(container.querySelector('[data-stage="storyboard"] [data-live-text]')?.textContent).toBe(
      `${text}\n`,
    )
    const others = renders.filter((name) => /(rewrite|Header|ProjectPage|ProjectView)/.test(name))
    expect(others).toEqual([])
  })
})

describe('the clock', { timeout: 20_000 }, () => {
  it('renders only the components that show a time', async () => {
    await openDashboard('rewrite')
    await pass(2_000)
    const expected = ['ConnectionSign', 'RunHeader', 'StagePanelHead rewrite']
    expect([...new Set(renders)].sort()).toEqual(expected)
  })

  it('stands still three seconds after the connection is lost, and so do the bars and the live edge', async () => {
    const { container } = await openDashboard('rewrite')
    await write('rewrite', ['晋', '太元中'])
    backend.isDown = true
    await backend.stream().end()
    await pass(4_000)
    const panel = container.querySelector('[data-stage="rewrite"]')
    expect(panel?.getAttribute('data-status')).toBe('unknown')
    expect(panel?.querySelector('.stream')?.classList.contains('held')).toBe(true)
    const times = () => [...container.querySelectorAll('.timecode')].map(({ textContent }) => textContent)
    const clocks = () => times().filter((text) => /^\d\d:\d\d$/.test(text))
    const before = clocks()
    expect(before).not.toEqual([])
    await pass(8_000)
    expect(clocks()).toEqual(before)
  })
})
