import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { textsOf } from './textsOf'

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort()

/** A key in the source, in single quotes or a template literal. Double quotes hold the code of attributes. */
const KEY =
  /(['`])((?:app|commands|errors|exports|film|hands|lab|labPage|list|making|project|scenes|session|tasks)\.(?:\w|\.|\$\{[^}]*\})+)\1/g

/** Every key that the source uses, with a file that uses it. `*` stands for a part that is filled in at run time. */
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
  it('have the same keys in both languages', () => {
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort())
  })

  it.each([...en.keys()])('%s has a text and the same placeholders in both languages', (key) => {
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

  it.each(patterns)('exist for $key, used in $file', ({ pattern }) => {
    expect([...en.keys()].some((key) => pattern.test(key))).toBe(true)
  })

  it('are all used somewhere', () => {
    const unused = [...en.keys()].filter((key) => !patterns.some(({ pattern }) => pattern.test(key)))
    expect(unused).toEqual([])
  })
})
