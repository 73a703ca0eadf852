import { fireEvent, render, screen } from '@testing-library/vue'
import { RouterLinkStub } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { ApiError } from '@/api/calls/errors'
import ProjectPage from '@/components/project/ProjectPage.vue'
import type { ProjectModel } from '@/composables/project/projectModel'
import { projectModel } from '../../support/projectFixtures'

function renderPage(changes: Partial<ProjectModel> = {}) {
  return render(ProjectPage, {
    props: { project: projectModel(changes), stage: null },
    slots: { default: '<p>仪表盘</p>' },
    global: { stubs: { RouterLink: RouterLinkStub } },
  })
}

describe('the page of a project', () => {
  it('has the states of the run and of the connection as separate attributes', () => {
    const { container } = renderPage({
      runStatus: 'unknown',
      connection: { status: 'waiting', attempt: 1, since: 0, retryAt: 1, fault: 'network' },
    })
    const root = container.querySelector('[data-project-status]')
    expect(root?.getAttribute('data-project-status')).toBe('unknown')
    expect(root?.getAttribute('data-connection-status')).toBe('waiting')
  })

  it('counts as waiting for the stream while it polls', () => {
    const { container } = renderPage({ delivery: { by: 'polling', reason: 'blocked' } })
    const root = container.querySelector('[data-project-status]')
    expect(root?.getAttribute('data-connection-status')).toBe('waiting')
  })

  it('shows a skeleton while it loads', () => {
    renderPage({ info: null, load: { status: 'loading' } })
    expect(screen.getByText('正在加载项目……')).toBeTruthy()
    expect(screen.queryByText('仪表盘')).toBeNull()
  })

  it('says that the project does not exist, and links to the list', () => {
    const error = new ApiError({ kind: 'not_found', status: 404 })
    renderPage({ info: null, load: { status: 'failed', error } })
    expect(screen.getByRole('heading', { level: 1, name: '找不到这个项目' })).toBeTruthy()
    expect(screen.getByText('查看全部项目')).toBeTruthy()
  })

  it('says that the network is offline, and tries again on request', async () => {
    const error = new ApiError({ kind: 'network' })
    const reload = vi.fn(() => Promise.resolve())
    renderPage({ info: null, load: { status: 'failed', error }, reload })
    expect(screen.getByRole('alert')).toBeTruthy()
    await fireEvent.click(screen.getByRole('button', { name: '重试' }))
    expect(reload).toHaveBeenCalledTimes(1)
  })

  it('keeps its content when a later snapshot fails', () => {
    renderPage({ load: { status: 'failed', error: new ApiError({ kind: 'network' }) } })
    expect(screen.getByText('仪表盘')).toBeTruthy()
    expect(screen.queryByRole('alert')).toBeNull()
  })
})
