import { fireEvent, render, screen } from '@testing-library/vue'
import { RouterLinkStub } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { ApiError } from '@/api/calls/errors'
import ProjectPage from '@/components/project/ProjectPage.vue'
import type { StageState } from '@/pipeline/state'
import type { ProjectModel } from '@/composables/project/projectModel'
import { projectModel, UNTOLD_PROGRESS, WAITING } from '../../support/projectFixtures'
import { testI18n } from '../../support/testI18n'

const stages: StageState[] = Object.values(WAITING)

function renderPage(changes: Partial<ProjectModel> = {}) {
  return render(ProjectPage, {
    props: { project: projectModel(changes), stage: null },
    slots: { default: '<p>仪表盘</p>' },
    global: { stubs: { RouterLink: RouterLinkStub } },
  })
}

describe("a project's page", () => {
  it('carries the state of the run and of the connection, apart', () => {
    const { container } = renderPage({
      runStatus: 'unknown',
      connection: { status: 'waiting', attempt: 1, since: 0, retryAt: 1, fault: 'network' },
    })
    const root = container.querySelector('[data-project-status]')
    expect(root?.getAttribute('data-project-status')).toBe('unknown')
    expect(root?.getAttribute('data-connection-status')).toBe('waiting')
  })

  it('waits for the stream while it looks at snapshots instead', () => {
    const { container } = renderPage({ delivery: { by: 'polling', reason: 'blocked' } })
    const root = container.querySelector('[data-project-status]')
    expect(root?.getAttribute('data-connection-status')).toBe('waiting')
  })

  it('shows its shape while it loads', () => {
    renderPage({ info: null, load: { status: 'loading' } })
    expect(screen.getByText('正在加载项目……')).toBeTruthy()
    expect(screen.queryByText('仪表盘')).toBeNull()
  })

  it('says that there is no such project, and where to go', () => {
    const error = new ApiError({ kind: 'not_found', status: 404 })
    renderPage({ info: null, load: { status: 'failed', error } })
    expect(screen.getByRole('heading', { level: 1, name: '找不到这个项目' })).toBeTruthy()
    expect(screen.getByText('查看全部项目')).toBeTruthy()
  })

  it('says that the network is away, and tries again when asked', async () => {
    const error = new ApiError({ kind: 'network' })
    const reload = vi.fn(() => Promise.resolve())
    renderPage({ info: null, load: { status: 'failed', error }, reload })
    expect(screen.getByRole('alert')).toBeTruthy()
    await fireEvent.click(screen.getByRole('button', { name: '重试' }))
    expect(reload).toHaveBeenCalledTimes(1)
  })

  it('keeps what it shows when a later look fails', () => {
    renderPage({ load: { status: 'failed', error: new ApiError({ kind: 'network' }) } })
    expect(screen.getByText('仪表盘')).toBeTruthy()
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('announces stages that change, not what was there when it opened', async () => {
    const { container, rerender } = renderPage()
    const region = container.querySelector('[aria-live="polite"]')
    expect(region?.textContent).toBe('')
    const running: StageState = { ...WAITING.rewrite, status: 'running', progress: UNTOLD_PROGRESS }
    await rerender({ project: projectModel({ statuses: [running, ...stages.slice(1)] }) })
    expect(region?.textContent).toBe('改写 进行中')
    const writing: StageState = { ...running, text: '晋太元中' }
    await rerender({ project: projectModel({ statuses: [writing, ...stages.slice(1)] }) })
    expect(region?.textContent).toBe('改写 进行中')
    testI18n.global.locale.value = 'en'
    await nextTick()
    expect(region?.textContent).toBe('改写 进行中')
  })
})
