import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

type Texts = { [key: string]: string | Texts }

/** Every text of a language by its full key, as the people who translate wrote it. */
function textsOf(locale: string): Map<string, string> {
  const found = new Map<string, string>()
  const collect = (texts: Texts, path: string) => {
    for (const [key, value] of Object.entries(texts))
      if (typeof value === 'string') found.set(`${path}.${key}`, value)
      else collect(value, `${path}.${key}`)
  }
  const folder = `src/locales/${locale}`
  for (const file of readdirSync(folder))
    collect(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Texts, file.replace('.json', ''))
  return found
}

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort()

/** A key in the source, in single quotes or a template; double quotes hold the code of attributes. */
const KEY = /(['`])((?:app|errors|lab|labPage|list|project|session)\.(?:\w|\.|\$\{[^}]*\})+)\1/g

/** Every key that the source asks for, with a file that does; a part that is put in while running stands as `*`. */
function keysUsed(): Map<string, string> {
  const used = new Map<string, string>()
  for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
    if (!/\.(ts|vue)$/.test(file)) continue
    for (const [, , key = ''] of readFileSync(`src/${file}`, 'utf8').matchAll(KEY))
      used.set(key.replace(/\$\{[^}]*\}/g, '*'), file)
  }
  return used
}

const zh = textsOf('zh-CN')
const en = textsOf('en')

describe('the texts', () => {
  it('are the same in both languages', () => {
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort())
  })

  it.each([...en.keys()])('%s has words and the same places to fill in both languages', (key) => {
    const [chinese = '', english = ''] = [zh.get(key), en.get(key)]
    expect(chinese.trim()).not.toBe('')
    expect(english.trim()).not.toBe('')
    expect(placeholders(chinese)).toEqual(placeholders(english))
  })

  const patterns = [...keysUsed()].map(([key, file]) => ({
    key,
    file,
    pattern: new RegExp(`^${key.replaceAll('.', '\\.').replaceAll('*', '\\w+')}$`),
  }))

  it.each(patterns)('exist where $file asks for $key', ({ pattern }) => {
    expect([...en.keys()].some((key) => pattern.test(key))).toBe(true)
  })

  it('are all asked for somewhere', () => {
    const unused = [...en.keys()].filter((key) => !patterns.some(({ pattern }) => pattern.test(key)))
    expect(unused).toEqual([])
  })
})
