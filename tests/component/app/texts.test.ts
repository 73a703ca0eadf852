import { beforeEach, describe, expect, it, vi } from 'vitest'

describe('the texts of the page', () => {
  beforeEach(() => {
    vi.resetModules()
  })

  it('contain a page’s group only once that page is opened', async () => {
    const { i18n, loadTexts, setLocale } = await import('@/locales/i18n')
    await setLocale('zh-CN')
    await loadTexts('common')
    expect(i18n.global.te('app.retry')).toBe(true)
    expect(i18n.global.te('list.all')).toBe(false)
    await loadTexts('list')
    expect(i18n.global.te('list.all')).toBe(true)
  })

  it('are loaded for every open page before another language is shown', async () => {
    const { i18n, currentLocale, loadTexts, setLocale } = await import('@/locales/i18n')
    await loadTexts('common')
    await loadTexts('list')
    const changed = setLocale('en')
    expect(currentLocale()).toBe('zh-CN')
    await changed
    expect(currentLocale()).toBe('en')
    expect(document.documentElement.lang).toBe('en')
    expect(i18n.global.t('app.retry')).toBe('Try again')
    expect(i18n.global.te('list.all', 'en')).toBe(true)
    expect(i18n.global.te('session.wrong', 'en')).toBe(false)
  })
})
