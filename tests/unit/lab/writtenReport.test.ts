import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { translateInto } from '@/cli/translate'
import { createDeliveryMeter } from '@/lab/delivery'
import type { LabEntry } from '@/lab/entries'
import { visibleText } from '@/lab/hex'
import { isRow } from '@/lab/rows'
import { createJudge } from '@/lab/rules/judge'
import { escapeMarkdown, reportToMarkdown, reportToText } from '@/lab/writtenReport'
import { entriesOf, frameAt, goodRun, openAt, type Step } from '../../fixtures/lab/steps'

const T = 1_800_000_000_000

const HOSTILE = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[click](javascript:alert(1))',
  '![](https://evil.example/pixel)',
  '](x) **bold** `code` | table | # head',
  '\n# Title\n\n- list',
  '&lt;b&gt;',
  'https://evil.example and a@b.example',
  '\u202e\u2066\x1b]0;title\x07',
]

describe('a written report', () => {
  function partsOf(steps: readonly Step[]) {
    const judge = createJudge({ stage: null })
    const meter = createDeliveryMeter()
    for (const entry of entriesOf(steps)) {
      judge.add(entry)
      meter.add(entry)
    }
    return { url: 'http://host/', report: judge.report(true), delivery: meter.read(T), expectations: [] }
  }

  it('states in both languages that nothing is broken', () => {
    expect(reportToMarkdown(partsOf(goodRun()), translateInto('en'))).toContain('No problems found.')
    expect(reportToMarkdown(partsOf(goodRun()), translateInto('zh-CN'))).toContain('没有发现问题。')
  })

  it.each(HOSTILE)('contains no markup for the hostile text %j', (hostile) => {
    const parts = partsOf([frameAt(T, { type: hostile, stage: hostile })])
    const expectations = [
      { line: 1, text: hostile, status: 'fail', seen: { key: 'nothing', params: {} } },
    ] as const
    const markdown = reportToMarkdown({ ...parts, url: hostile, expectations }, translateInto('en'))
    expect(markdown).not.toMatch(/<|[^\\]\[|[^\\]`|[^\\]!\[|javascript:/)
    expect(markdown.split('\n').filter((line) => line.startsWith('#'))).toEqual([
      '# Stream report',
      '## Findings',
      '## Expectations',
    ])
    const text = reportToText({ ...parts, expectations }, translateInto('en'))
    expect(visibleText(text).replaceAll('␊\n', '\n')).toBe(text)
  })

  it('escapes all Markdown syntax in any text', () => {
    const unit = fc.oneof(fc.nat(0x7f), fc.nat(0xffff))
    const text = fc.array(unit).map((units) => String.fromCharCode(...units))
    fc.assert(
      fc.property(text, (text) => {
        expect(escapeMarkdown(text)).toMatch(/^(?:[^\\`*_{}[\]()#+\-.!|~:@<>\n]|\\[^a-zA-Z0-9\s])*$/u)
      }),
    )
  })

  it('copes with a frame of five megabytes', () => {
    const giant = `<script>${'\u202e\0渔'.repeat(700_000)}`
    const entries: LabEntry[] = entriesOf([openAt(T), frameAt(T, { type: 'token', content: giant })])
    const judge = createJudge({ stage: null })
    for (const entry of entries) judge.add(entry)
    expect(judge.report().findings.map(({ rule }) => rule)).toContain('giant_frame')
    expect(entries.filter(isRow).every(({ bytes }) => bytes.length > 5_000_000)).toBe(true)
  })
})
