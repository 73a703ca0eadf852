import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { textsOf } from './textsOf'

interface Term {
  readonly english: string
  /** The accepted Chinese words. */
  readonly chinese: readonly string[]
  readonly notEnglish: readonly string[]
  readonly notChinese: readonly string[]
}

function list(cell = '', separator = ','): string[] {
  return cell
    .split(separator)
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

/** The rows of the table in docs/glossary.md, without its two head rows. */
function readTerms(): Term[] {
  const file = readFileSync('docs/glossary.md', 'utf8')
  const table = file.split('<!-- terms: begin -->')[1]?.split('<!-- terms: end -->')[0] ?? ''
  const rows = table.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) => {
    const [, , english = '', chinese, notEnglish, notChinese] = row.split('|')
    return {
      english: english.trim(),
      chinese: list(chinese, '/'),
      notEnglish: list(notEnglish),
      notChinese: list(notChinese),
    }
  })
}

/** A text without the places to fill in and without the names of the wire, such as `stream_end`. */
const prose = (text: string) => text.replace(/\{\w+\}|[\w-]*[_/][\w/-]*/g, '')

/** Whether an English text contains a word, in the singular or plural. */
function says(text: string, word: string): boolean {
  return new RegExp(`(?<![\\w-])${word}(?:s|es)?(?![\\w-])`, 'i').test(prose(text))
}

/** Texts that show what to type, which is the same in all languages. */
const COMMANDS = ['lab.cli.usage', 'lab.assertion.fault.verb', 'labPage.expectations.placeholder']

function proseOf(locale: string): Map<string, string> {
  return new Map([...textsOf(locale)].filter(([key]) => !COMMANDS.includes(key)))
}

const terms = readTerms()
const english = proseOf('en')
const chinese = proseOf('zh-CN')

describe('the glossary', () => {
  it('names each thing once', () => {
    expect(terms.length).toBeGreaterThan(30)
    expect(new Set(terms.map((term) => term.english)).size).toBe(terms.length)
    for (const term of terms) expect(term.chinese).not.toEqual([])
  })

  it.each(terms)('keeps other words for "$english" out of the texts', ({ notEnglish, notChinese }) => {
    const wrong = [
      ...[...english].filter(([, text]) => notEnglish.some((word) => says(text, word))),
      ...[...chinese].filter(([, text]) => notChinese.some((word) => text.includes(word))),
    ]
    expect(wrong).toEqual([])
  })

  it.each(terms)('gives "$english" the same word in all Chinese texts', (term) => {
    const wrong = [...english]
      .filter(([, text]) => says(text, term.english))
      .map(([key]) => [key, chinese.get(key) ?? ''] as const)
      .filter(([, text]) => !term.chinese.some((word) => text.includes(word)))
    expect(wrong).toEqual([])
  })
})

describe('a Chinese text', () => {
  it.each([...chinese])('has Chinese punctuation: %s', (_, text) => {
    expect(text).not.toMatch(
      /\p{Script=Han}\s*[,;:!?](?!\d)|(?<!…)…(?!…)|\p{Script=Han}\.(?:\s|$)|["'「」]\p{Script=Han}/u,
    )
  })
})
