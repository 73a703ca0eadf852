import { fireEvent, render, screen, within } from '@testing-library/vue'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { createMemoryHistory, createRouter, RouterView } from 'vue-router'
import NoticeList from '@/components/app/NoticeList.vue'
import { closeNotice, notices } from '@/composables/app/useNotices'
import ProjectListView from '@/views/ProjectListView.vue'
import { FakeList, type WireRow } from '../../support/fakeList'

const ROWS: readonly WireRow[] = [
  { id: '1', name: '桃花源记', status: 'completed', original_topic: '晋太元中' },
  { id: '2', name: '崂山道士', status: 'failed' },
  { id: '3', name: '卖火柴的小女孩', status: 'processing', progress_percentage: 62.4 },
]

/** The page at an address, with its notices, in front of a backend that holds `list`. */
async function open(list: FakeList, address = '/') {
  vi.stubGlobal('fetch', list.fetch)
  const pinia = createPinia()
  setActivePinia(pinia)
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', component: ProjectListView },
      { path: '/sse-demo', component: { render: () => null } },
      { path: '/projects/:id', name: 'project', component: { render: () => h('h1', 'dashboard') } },
    ],
  })
  await router.push(address)
  const page = defineComponent(() => () => [h(RouterView), h(NoticeList)])
  render(page, { global: { plugins: [pinia, router] } })
  await settle()
  return router
}

/** Let answers arrive and timers of up to `ms` run. */
async function settle(ms = 50) {
  await vi.advanceTimersByTimeAsync(ms)
}

const names = () =>
  within(screen.getByRole('main'))
    .queryAllByRole('heading', { level: 2 })
    .map((h2) => h2.textContent)
const searchField = () => screen.getByRole('searchbox', { name: '搜索项目' })
const notice = () => document.querySelector<HTMLElement>('[data-notice]')

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  for (const { id } of notices.value) closeNotice(id)
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the list', () => {
  it('shows running projects first, with a progress bar', async () => {
    await open(new FakeList(ROWS))
    expect(names()).toEqual(['卖火柴的小女孩', '桃花源记', '崂山道士'])
    const bar = screen.getByRole('progressbar', { name: '“卖火柴的小女孩”的进度' })
    expect(bar.getAttribute('aria-valuenow')).toBe('62')
    expect(screen.getByText('62 %')).toBeTruthy()
  })

  it('shows no percentage before anything is done', async () => {
    await open(new FakeList([{ id: '1', name: '渔人', status: 'processing', progress_percentage: 0 }]))
    expect(screen.getByRole('progressbar').hasAttribute('aria-valuenow')).toBe(false)
    expect(screen.queryByText(/%/)).toBeNull()
  })

  it('polls while something runs', async () => {
    const list = new FakeList(ROWS)
    await open(list)
    list.rows = ROWS.map((row) => ({ ...row, status: 'completed' }))
    await settle(6_000)
    expect(screen.queryByRole('progressbar')).toBeNull()
  })

  it('keeps its filter in the address', async () => {
    const list = new FakeList(ROWS)
    const router = await open(list)
    await fireEvent.click(screen.getByRole('link', { name: '失败' }))
    await settle()
    expect(router.currentRoute.value.query).toEqual({ status: 'failed' })
    expect(names()).toEqual(['崂山道士'])
    expect(screen.getByRole('link', { name: '失败' }).getAttribute('aria-current')).toBe('page')
  })

  it('reads its filter, search and page from the address', async () => {
    const list = new FakeList(ROWS)
    await open(list, '/?status=completed&search=桃花&page=2')
    const asked = new URL(list.calls[0]?.slice(4) ?? '', 'http://page.test')
    expect(Object.fromEntries(asked.searchParams)).toEqual({ status: 'completed', search: '桃花', page: '2' })
    expect(screen.getByText('这一页没有项目')).toBeTruthy()
  })

  it('changes pages by links', async () => {
    const list = new FakeList(
      Array.from({ length: 5 }, (_, i) => ({ id: String(i), name: `film ${i}`, status: 'draft' })),
      2,
    )
    const router = await open(list)
    expect(screen.getByText('第 1 / 3 页')).toBeTruthy()
    await fireEvent.click(screen.getByRole('link', { name: '下一页' }))
    await settle()
    expect(router.currentRoute.value.query).toEqual({ page: '2' })
    expect(names()).toEqual(['film 2', 'film 3'])
  })

  it('shows the error and retries on a click', async () => {
    const list = new FakeList(ROWS)
    list.failWith = 500
    await open(list)
    await settle(20_000) // a failed GET is repeated before the error shows
    expect(screen.getByRole('alert').textContent).toContain('服务器出错')
    list.failWith = null
    await fireEvent.click(screen.getByRole('button', { name: '重试' }))
    await settle()
    expect(screen.queryByRole('alert')).toBeNull()
    expect(names()).toHaveLength(3)
  })
})

describe('searching', () => {
  it('waits for a pause in typing, then sends one request', async () => {
    const list = new FakeList(ROWS)
    const router = await open(list)
    for (const text of ['桃', '桃花', '桃花源']) {
      await fireEvent.update(searchField(), text)
      await settle(100)
    }
    await settle(400)
    expect(list.calls.filter((call) => call.includes('search='))).toHaveLength(1)
    expect(router.currentRoute.value.query).toEqual({ search: '桃花源' })
    expect(names()).toEqual(['桃花源记'])
  })

  it('keeps a space at the end while somebody is typing', async () => {
    const list = new FakeList([{ id: '1', name: 'red moon', status: 'draft' }])
    await open(list)
    const field = searchField() as HTMLInputElement
    await fireEvent.update(field, 'red ')
    await settle(400)
    expect(field.value).toBe('red ')
    await fireEvent.update(field, 'red moon')
    await settle(400)
    expect(names()).toEqual(['red moon'])
  })

  it('does not search for unfinished pinyin while an input method composes', async () => {
    const list = new FakeList(ROWS)
    await open(list)
    const field = searchField() as HTMLInputElement
    await fireEvent.compositionStart(field)
    field.value = "tao'hua"
    await fireEvent.input(field)
    await settle(2_000)
    expect(list.calls.some((call) => call.includes('search='))).toBe(false)
    field.value = '桃花'
    await fireEvent.compositionEnd(field)
    await settle(400)
    expect(list.calls.filter((call) => call.includes('search='))).toHaveLength(1)
    expect(names()).toEqual(['桃花源记'])
  })

  it.each([
    ['/?search=xyz', '没有包含“xyz”的项目', ['查看全部项目']],
    ['/?status=queued', '没有排队中的项目', ['查看全部项目']],
    ['/?search=xyz&status=queued', '排队中的项目里没有包含“xyz”的', ['在全部状态里找', '查看全部项目']],
  ])('says which filter leaves nothing, and offers to clear that: %s', async (address, title, links) => {
    await open(new FakeList([]), address)
    const heading = screen.getByRole('heading', { name: title })
    const section = within(heading.closest('section')!)
    expect(section.getAllByRole('link').map((link) => link.textContent)).toEqual(links)
    expect(section.queryByText(/关键词/) !== null).toBe(address.includes('search'))
  })

  it('shows that nothing matches, and links back to all projects', async () => {
    await open(new FakeList(ROWS), '/?search=xyz')
    await fireEvent.click(screen.getByRole('link', { name: '查看全部项目' }))
    await settle()
    expect(names()).toHaveLength(3)
    expect((searchField() as HTMLInputElement).value).toBe('')
  })
})

describe('deleting', () => {
  const deletions = (list: FakeList) => list.calls.filter((call) => call.startsWith('DELETE'))

  it('hides the row at once and can be undone while the notice is open', async () => {
    const list = new FakeList(ROWS)
    await open(list)
    await fireEvent.click(screen.getByRole('button', { name: '删除“桃花源记”' }))
    await settle(5_500)
    expect(names()).not.toContain('桃花源记')
    await fireEvent.click(within(notice() as HTMLElement).getByRole('button', { name: '撤销' }))
    await settle(10_000)
    expect(names()).toContain('桃花源记')
    expect(notice()).toBeNull()
    expect(deletions(list)).toEqual([])
  })

  it('is sent when the time to undo is over, and the notice closes', async () => {
    const list = new FakeList(ROWS)
    await open(list)
    await fireEvent.click(screen.getByRole('button', { name: '删除“桃花源记”' }))
    await settle(8_000)
    expect(deletions(list)).toEqual(['DELETE /api/v1/projects/projects/1/'])
    expect(notice()).toBeNull()
    expect(names()).toEqual(['卖火柴的小女孩', '崂山道士'])
  })

  it('brings the row back with the reason if the server refuses', async () => {
    const list = new FakeList(ROWS)
    await open(list)
    await fireEvent.click(screen.getByRole('button', { name: '删除“崂山道士”' }))
    await settle(100)
    list.failWith = 403
    await settle(7_000)
    expect(notice()?.textContent).toContain('“崂山道士”删除失败：out of order')
    expect(names()).toContain('崂山道士')
  })

  it('moves the focus to the next row', async () => {
    await open(new FakeList(ROWS))
    await fireEvent.click(screen.getByRole('button', { name: '删除“桃花源记”' }))
    await settle()
    expect(document.activeElement?.textContent?.trim()).toBe('崂山道士')
  })
})

describe('a new project', () => {
  it('is written on the empty page, starts no run, and opens', async () => {
    const list = new FakeList([])
    const router = await open(list)
    expect(screen.getByText('贴一个故事进来，看它变成短片。')).toBeTruthy()
    await fireEvent.update(
      screen.getByRole('textbox', { name: '故事' }),
      '桃花源记\n晋太元中，武陵人捕鱼为业。',
    )
    await fireEvent.click(screen.getByRole('button', { name: '创建项目' }))
    await settle()
    expect(list.created).toEqual([
      { name: '桃花源记', original_topic: '桃花源记\n晋太元中，武陵人捕鱼为业。', aspect_ratio: '9:16' },
    ])
    expect(router.currentRoute.value.fullPath).toBe('/projects/new')
    expect(list.calls.some((call) => call.includes('run_pipeline'))).toBe(false)
    expect(sessionStorage.getItem('dailies:draft')).toBeNull()
  })

  it('is written in a dialog if there is a list, with the cursor in the story', async () => {
    await open(new FakeList(ROWS))
    await fireEvent.click(screen.getByRole('button', { name: '新建项目' }))
    await settle()
    const dialog = screen.getByRole('dialog', { name: '新建项目' })
    expect(document.activeElement).toBe(within(dialog).getByRole('textbox', { name: '故事' }))
    await fireEvent.click(within(dialog).getByRole('button', { name: '关闭' }))
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  it('keeps its draft through a reload and a server error', async () => {
    const list = new FakeList([])
    sessionStorage.setItem(
      'dailies:draft',
      JSON.stringify({ story: '写了一半', name: '我的名字', aspectRatio: '1:1' }),
    )
    await open(list)
    list.failWith = 503
    await fireEvent.click(screen.getByRole('button', { name: '创建项目' }))
    await settle()
    expect(screen.getByRole('alert').textContent).toContain('服务器出错')
    expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: '故事' }).value).toBe('写了一半')
    expect(screen.getByRole<HTMLInputElement>('radio', { name: /1:1/ }).checked).toBe(true)
    expect(sessionStorage.getItem('dailies:draft')).toContain('写了一半')
  })

  it.each(['{"story":5}', '[]', '5', '{"aspectRatio":"wide","name":{}}', '{'])(
    'has its form whatever the storage contains: %s',
    async (kept) => {
      sessionStorage.setItem('dailies:draft', kept)
      await open(new FakeList([]))
      expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: '故事' }).value).toBe('')
    },
  )

  it('can start from a sample story', async () => {
    await open(new FakeList([]))
    vi.useRealTimers()
    await fireEvent.click(screen.getByRole('button', { name: '桃花源记' }))
    const story = screen.getByRole<HTMLTextAreaElement>('textbox', { name: '故事' })
    await vi.waitFor(() => expect(story.value).toContain('武陵人捕鱼为业'))
    await vi.waitFor(() => expect(document.activeElement).toBe(story))
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: /名称/ }).value).toBe('桃花源记')
  })
})
