import { fireEvent, render, screen } from '@testing-library/vue'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { noteHeard, noteMissed } from '@/platform/contact'
import App from '@/App.vue'
import OfflineBanner from '@/components/app/OfflineBanner.vue'
import { announcements } from '@/composables/app/useAnnouncer'
import { initialLocale } from '@/composables/app/useLocale'
import NotFoundView from '@/views/NotFoundView.vue'

async function openApp() {
  const routes = [{ path: '/:path(.*)*', component: NotFoundView }]
  const router = createRouter({ history: createMemoryHistory(), routes })
  await router.push('/no/such/page')
  return render(App, { global: { plugins: [router] } })
}

describe('the frame of every page', () => {
  beforeEach(() => {
    document.documentElement.removeAttribute('data-theme')
  })

  it('shows an unknown address as not found, with a link to the list', async () => {
    await openApp()
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('找不到这个页面')
    expect(screen.getByText('404')).toBeTruthy()
    expect(screen.getByRole('link', { name: '查看全部项目' }).getAttribute('href')).toBe('/')
    expect(document.title).toBe('找不到这个页面 · Dailies')
  })

  it('changes its language at once and remembers the choice', async () => {
    await openApp()
    await fireEvent.click(screen.getByRole('button', { name: /English/ }))
    await vi.waitFor(() =>
      expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Page not found'),
    )
    expect(document.documentElement.lang).toBe('en')
    expect(screen.getByRole('button', { name: /English/ }).getAttribute('aria-pressed')).toBe('true')
    expect(initialLocale()).toBe('en')
  })

  it('is dark if the system has no preference, and changes on a click', async () => {
    await openApp()
    expect(document.documentElement.dataset['theme']).toBe('projector')
    await fireEvent.click(screen.getByRole('button', { name: '切换到浅色' }))
    expect(document.documentElement.dataset['theme']).toBe('paper')
    expect(localStorage.getItem('dailies:theme')).toBe('paper')
  })

  it('lets the keyboard skip the header', async () => {
    await openApp()
    await fireEvent.click(screen.getByRole('link', { name: '跳到主要内容' }))
    expect(document.activeElement).toBe(screen.getByRole('main'))
  })
})

describe('the initial language', () => {
  it.each([
    [['en-GB', 'zh-CN'], 'en'],
    [['zh-TW'], 'zh-CN'],
    [['fr-FR', 'en'], 'en'],
    [['de'], 'zh-CN'],
    [[], 'zh-CN'],
  ])('for a browser that prefers %j is %s', (languages, locale) => {
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue(languages)
    expect(initialLocale()).toBe(locale)
    vi.restoreAllMocks()
  })
})

describe('the word about the network', () => {
  it('shows a notice while the device is offline', async () => {
    render(OfflineBanner)
    const isOnline = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    await fireEvent(window, new Event('offline'))
    expect(screen.queryByText(/^网络已断开/)).toBeNull()
    vi.useFakeTimers({ now: Date.now() })
    await fireEvent(window, new Event('online'))
    await fireEvent(window, new Event('offline'))
    noteMissed()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(screen.getByText(/^网络已断开/).closest('[role="status"]')).not.toBeNull()
    vi.useRealTimers()
    isOnline.mockRestore()
    await fireEvent(window, new Event('online'))
    expect(screen.queryByText(/^网络已断开/)).toBeNull()
    expect(announcements.value.at(-1)?.text).toBe('网络已恢复。')
  })

  it('does not believe that it is offline while the server is heard', async () => {
    vi.useFakeTimers()
    render(OfflineBanner)
    const isOnline = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    await fireEvent(window, new Event('offline'))
    for (let second = 0; second < 60; second += 15) {
      await vi.advanceTimersByTimeAsync(15_000)
      noteHeard()
      expect(screen.queryByText(/^网络已断开/)).toBeNull()
    }
    // Nothing for longer than any heartbeat: now it is believed.
    await vi.advanceTimersByTimeAsync(21_000)
    expect(screen.getByText(/^网络已断开/)).toBeTruthy()
    isOnline.mockRestore()
    await fireEvent(window, new Event('online'))
    vi.useRealTimers()
  })
})
