import { fireEvent, render, screen } from '@testing-library/vue'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import App from '@/App.vue'
import { initialLocale } from '@/composables/app/useLocale'
import NotFoundView from '@/views/NotFoundView.vue'

async function openApp() {
  const routes = [{ path: '/:path(.*)*', component: NotFoundView }]
  const router = createRouter({ history: createMemoryHistory(), routes })
  await router.push('/no/such/page')
  return render(App, { global: { plugins: [router] } })
}

describe('the page around every page', () => {
  beforeEach(() => {
    document.documentElement.removeAttribute('data-theme')
  })

  it('says that an unknown address leads nowhere, and where to go', async () => {
    await openApp()
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('找不到这个页面')
    expect(screen.getByText('404')).toBeTruthy()
    expect(screen.getByRole('link', { name: '查看全部项目' }).getAttribute('href')).toBe('/')
    expect(document.title).toBe('找不到这个页面 · Dailies')
  })

  it('changes its language at once and remembers it', async () => {
    await openApp()
    await fireEvent.click(screen.getByRole('button', { name: /English/ }))
    await vi.waitFor(() =>
      expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Page not found'),
    )
    expect(document.documentElement.lang).toBe('en')
    expect(screen.getByRole('button', { name: /English/ }).getAttribute('aria-pressed')).toBe('true')
    expect(initialLocale()).toBe('en')
  })

  it('is dark where the system states nothing, and changes by a press', async () => {
    await openApp()
    expect(document.documentElement.dataset['theme']).toBe('projector')
    await fireEvent.click(screen.getByRole('button', { name: '切换到浅色' }))
    expect(document.documentElement.dataset['theme']).toBe('paper')
    expect(localStorage.getItem('dailies:theme')).toBe('paper')
  })

  it('says when the device is offline, and no longer than it is', async () => {
    await openApp()
    const isOnline = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    await fireEvent(window, new Event('offline'))
    expect(screen.getByText(/^网络已断开/).closest('[role="status"]')).not.toBeNull()
    isOnline.mockRestore()
    await fireEvent(window, new Event('online'))
    expect(screen.queryByText(/^网络已断开/)).toBeNull()
  })

  it('lets the keyboard skip its head', async () => {
    await openApp()
    await fireEvent.click(screen.getByRole('link', { name: '跳到主要内容' }))
    expect(document.activeElement).toBe(screen.getByRole('main'))
  })
})

describe('the language to begin with', () => {
  it.each([
    [['en-GB', 'zh-CN'], 'en'],
    [['zh-TW'], 'zh-CN'],
    [['fr-FR', 'en'], 'en'],
    [['de'], 'zh-CN'],
    [[], 'zh-CN'],
  ])('of a browser that asks for %j is %s', (languages, locale) => {
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue(languages)
    expect(initialLocale()).toBe(locale)
    vi.restoreAllMocks()
  })
})
