import { render, screen, within } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { SHOWN_TASKS, shownTask, tasksModel } from '../../../gallery/taskFixtures'
import DesktopNoticesToggle from '@/components/tasks/DesktopNoticesToggle.vue'
import TaskDrawer from '@/components/tasks/TaskDrawer.vue'
import TaskList from '@/components/tasks/TaskList.vue'
import type { ShownTask, TasksModel } from '@/composables/tasks/taskModel'

const noPage = { render: () => null }
const router = createRouter({
  history: createMemoryHistory(),
  routes: [
    { path: '/', component: noPage },
    { path: '/tasks', name: 'tasks', component: noPage },
    { path: '/projects/:id/:stage', name: 'stage', component: noPage },
  ],
})
const global = { plugins: [router] }
const list = (tasks: readonly ShownTask[], model: Partial<TasksModel> = {}) =>
  render(TaskList, { props: { model: tasksModel(model), tasks }, global })
const row = () => screen.getByRole('listitem')

describe('a task in the list', () => {
  it.each(Object.entries(SHOWN_TASKS))('%s: carries its id, kind and status', (_, shown) => {
    list([shown])
    const { task, taskKind, status } = row().dataset
    expect([task, taskKind, status]).toEqual(['j1', shown.task.kind, shown.task.status])
  })

  it('shows measured progress while it runs, and none that is made up', () => {
    const { unmount } = list([shownTask()])
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('40')
    expect(row().textContent).toContain('第 3 步，共 7 步')
    unmount()
    list([shownTask({ progress: null, step: null })])
    expect(screen.getByRole('progressbar').hasAttribute('aria-valuenow')).toBe(false)
    expect(row().textContent).not.toContain('%')
  })

  it('leads to its place, is cancelled and is tried again', async () => {
    const cancel = vi.fn<TasksModel['cancel']>()
    const retry = vi.fn<TasksModel['retry']>()
    const failed = shownTask({ id: 'f', status: 'failed' }, { key: 'job:f' })
    list([shownTask(), failed], { cancel, retry })
    expect(screen.getAllByRole('link', { name: '查看' })[0]?.getAttribute('href')).toBe(
      '/projects/p1/storyboard',
    )
    await userEvent.click(screen.getByRole('button', { name: '取消' }))
    await userEvent.click(screen.getByRole('button', { name: '重试' }))
    expect(cancel).toHaveBeenCalledWith(shownTask().task)
    expect(retry).toHaveBeenCalledWith(failed.task)
  })

  it('says what else a cancel cancels, and why one was refused', () => {
    list([shownTask({}, { cancelsAlso: '之后的匹配也不会开始', refusal: '这个任务已经结束。' })])
    expect(screen.getByText('之后的匹配也不会开始')).toBeTruthy()
    expect(screen.getByRole('alert').textContent).toContain('已经结束')
  })

  it('says what a person should know about the connection and about unreadable messages', () => {
    list([shownTask()], {
      delivery: '连接断开，正在重新连接。',
      malformed: '有 2 条来自服务器的消息无法读取。',
    })
    expect(screen.getByText('连接断开，正在重新连接。')).toBeTruthy()
    expect(screen.getByText('有 2 条来自服务器的消息无法读取。')).toBeTruthy()
  })
})

describe('the drawer of tasks', () => {
  it('has a button with the number of what runs', () => {
    render(TaskDrawer, { props: { open: false, model: tasksModel({ activeCount: 2 }) }, global })
    expect(screen.getByRole('button', { name: '任务，2 个进行中' }).textContent.trim()).toBe('2')
  })

  it('shows the tasks, and leads to all of them', () => {
    const shown = () => [shownTask()]
    render(TaskDrawer, { props: { open: true, model: tasksModel({ shown }) }, global })
    const dialog = within(screen.getByRole('dialog', { name: '任务' }))
    expect(dialog.getByRole('listitem').textContent).toContain('桃花源记')
    expect(dialog.getByRole('link', { name: '全部任务' }).getAttribute('href')).toBe('/tasks')
  })

  it('says so where there are none', () => {
    render(TaskDrawer, { props: { open: true, model: tasksModel() }, global })
    expect(screen.getByText('没有任务')).toBeTruthy()
  })
})

describe('notifications of the system', () => {
  it('are turned on and off by a press, and say where the browser forbids them', async () => {
    const { emitted, rerender } = render(DesktopNoticesToggle, { props: { state: 'off' } })
    const toggle = screen.getByRole('checkbox', { name: /系统通知/ })
    await userEvent.click(toggle)
    expect(emitted('change')).toEqual([[true]])
    await rerender({ state: 'denied' })
    expect(screen.getByRole('status').textContent).toContain('浏览器不允许通知')
  })

  it('are not offered where the browser has none', () => {
    render(DesktopNoticesToggle, { props: { state: 'missing' } })
    expect(screen.queryByRole('checkbox')).toBeNull()
  })
})
