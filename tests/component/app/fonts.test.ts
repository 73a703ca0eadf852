import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import config from '../../../tailwind.config'

const families = config.theme.extend.fontFamily

/** The rules that choose a font by language, as the build writes them. */
function languageRules(): string {
  const rules = readFileSync('src/styles/main.css', 'utf8').match(/\[lang\]:lang\(\w+\) \{[^}]*\}/g) ?? []
  return rules
    .join('\n')
    .replace(/theme\('fontFamily\.(\w+)'\)/g, (_, name: keyof typeof families) =>
      families[name].map((family) => `"${family}"`).join(', '),
    )
}

/** The font that comes first for an element. */
const firstFont = (element: Element) => /[^",]+/.exec(getComputedStyle(element).fontFamily)?.[0]

describe('the font', () => {
  const style = document.createElement('style')
  const story = document.createElement('p')
  beforeEach(() => {
    style.textContent = languageRules()
    document.head.append(style)
    document.body.append(story)
  })
  afterEach(() => {
    style.remove()
    story.remove()
  })

  it.each([
    { page: 'en', text: 'zh-CN', interfaceFont: 'system-ui', storyFont: 'PingFang SC' },
    { page: 'zh-CN', text: 'en', interfaceFont: 'PingFang SC', storyFont: 'system-ui' },
  ])('of a page in $page is not that of a story in $text', ({ page, text, interfaceFont, storyFont }) => {
    document.documentElement.lang = page
    story.lang = text
    expect(firstFont(document.documentElement)).toBe(interfaceFont)
    expect(firstFont(story)).toBe(storyFont)
  })
})
