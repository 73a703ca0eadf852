import { beforeEach, describe, expect, it, vi } from 'vitest'

describe('the texts of the page', () => {
  beforeEach(() => {
    vi.resetModules()
  })

  it('contain a page’s group only once that page is opened', async () => {
    const { translation, loadTexts, setLocale } = await import('@/locales/i18n')
    await setLocale('zh-CN')
    await loadTexts('common')
    expect(translation.has('zh-CN', 'app.retry')).toBe(true)
    expect(translation.has('zh-CN', 'list.all')).toBe(false)
    await loadTexts('list')
    expect(translation.has('zh-CN', 'list.all')).toBe(true)
  })

  it('are loaded for every open page before another language is shown', async () => {
    const { translation, currentLocale, loadTexts, setLocale } = await import('@/locales/i18n')
    await loadTexts('common')
    await loadTexts('list')
    const changed = setLocale('en')
    expect(currentLocale()).toBe('zh-CN')
    await changed
    expect(currentLocale()).toBe('en')
    expect(document.documentElement.lang).toBe('en')
    expect(translation.translate('en', 'app.retry')).toBe('Try again')
    expect(translation.has('en', 'list.all')).toBe(true)
    expect(translation.has('en', 'session.wrong')).toBe(false)
  })
})
