import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sayIn } from '@/cli/words'
import { createDeliveryMeter } from '@/lab/delivery'
import type { LabEntry, NewEntry } from '@/lab/entries'
import { compileFilter, MAX_PATTERN_LENGTH, type RowFilter } from '@/lab/recording/filter'
import { HEX_ROW_BYTES, hexRowCount, hexRows, visibleText } from '@/lab/hex'
import { createJudge } from '@/lab/rules/judge'
import { createLog } from '@/lab/recording/log'
import { foldRuns, isRow } from '@/lab/rows'
import { escapeMarkdown, reportToMarkdown, reportToText } from '@/lab/writtenReport'
import { bytesAt, entriesOf, frameAt, goodRun, lostAt, openAt, type Step } from '../../fixtures/lab/steps'

const T = 1_800_000_000_000
const note = (size: number): NewEntry => ({
  kind: 'comment',
  receivedAt: 0,
  text: '',
  bytes: new Uint8Array(size),
})
const rowsOf = (steps: readonly Step[]) => entriesOf(steps).filter(isRow)

describe('a log', () => {
  it('keeps the newest, says what made room, and never numbers anew', () => {
    const log = createLog({ maxEntries: 3, maxBytes: 1_000 })
    for (let n = 0; n < 5; n += 1) log.add(note(10))
    expect(log.from(0).map(({ index }) => index)).toEqual([2, 3, 4])
    expect(log.dropped()).toEqual({ entries: 2, bytes: 20 })
    expect([log.at(1), log.at(2)?.index, log.at(5)]).toEqual([null, 2, null])
    expect(log.from(4).map(({ index }) => index)).toEqual([4])
  })

  it('keeps to its bytes, but always the newest entry', () => {
    const log = createLog({ maxEntries: 100, maxBytes: 25 })
    for (let n = 0; n < 4; n += 1) log.add(note(10))
    expect(log.from(0)).toHaveLength(2)
    log.add(note(5_000))
    expect(log.from(0).map(({ index }) => index)).toEqual([4])
    log.clear()
    expect([log.from(0), log.next(), log.dropped()]).toEqual([[], 0, { entries: 0, bytes: 0 }])
  })

  it('holds what a plain list of the newest would hold', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(30), { maxLength: 200 }),
        fc.integer({ min: 1, max: 20 }),
        (sizes, most) => {
          const log = createLog({ maxEntries: most, maxBytes: Infinity })
          for (const size of sizes) log.add(note(size))
          const first = Math.max(0, sizes.length - most)
          expect(log.from(0).map(({ index }) => index)).toEqual(sizes.map((_, index) => index).slice(first))
        },
      ),
    )
  })

  it('moves its list together after many entries have been dropped', () => {
    const log = createLog({ maxEntries: 10, maxBytes: Infinity })
    for (let n = 0; n < 20_000; n += 1) log.add(note(1))
    expect(log.from(0).map(({ index }) => index)).toEqual([...Array(10).keys()].map((n) => 19_990 + n))
    expect(log.at(19_995)?.index).toBe(19_995)
  })
})

describe('a filter', () => {
  const ALL: RowFilter = { kinds: [], types: [], stages: [], text: '', isRegex: false }
  const rows = rowsOf([
    openAt(T),
    frameAt(T, { type: 'connected' }),
    frameAt(T, { type: 'token', stage: 'rewrite', content: '渔人' }),
    frameAt(T, { type: 'token', stage: 'storyboard', content: 'Boat' }),
    frameAt(T, { type: 'usage' }),
    bytesAt(T, 'data: 7\n\n: heartbeat\n\n'),
  ])
  it.each([
    [{}, 6],
    [{ kinds: ['message'] }, 3],
    [{ kinds: ['malformed', 'comment'] }, 2],
    [{ types: ['token'] }, 2],
    [{ types: ['usage'] }, 1],
    [{ stages: ['rewrite'] }, 1],
    [{ types: ['token'], stages: ['storyboard'], text: 'BOAT' }, 1],
    [{ text: '渔' }, 1],
    [{ text: '.*' }, 0],
    [{ text: 'heart' }, 1],
    [{ text: '^ ?heart|^7$', isRegex: true }, 2],
    [{ text: '渔.', isRegex: true }, 1],
  ] as [Partial<RowFilter>, number][])('%j lets through %i rows', (filter, count) => {
    const compiled = compileFilter({ ...ALL, ...filter })
    expect(compiled.ok && rows.filter(compiled.test)).toHaveLength(count)
  })

  it.each(['(', '[a', '*', '(?=a)', 'a{9999}'])('reports the pattern %s instead of throwing', (text) => {
    const compiled = compileFilter({ ...ALL, text, isRegex: true })
    expect(compiled).toMatchObject({ ok: false, reason: 'regex' })
    expect(!compiled.ok && compiled.detail).not.toBe('')
  })

  it('refuses a pattern that is too long', () => {
    const text = 'a'.repeat(MAX_PATTERN_LENGTH + 1)
    expect(compileFilter({ ...ALL, text })).toMatchObject({ ok: false, reason: 'long' })
  })

  it('is not hung by a pattern that would need a lifetime', () => {
    const compiled = compileFilter({ ...ALL, text: '(a+)+$|(a|aa)*b|.*.*.*.*c', isRegex: true })
    const row = rowsOf([bytesAt(T, `data: ${'a'.repeat(5_000)}!\n\n`)])[0]
    expect(compiled.ok && row && compiled.test(row)).toBe(false)
  })
})

describe('folded rows', () => {
  it('are one for each run of tokens of one stage', () => {
    const token = (stage: string) => frameAt(T, { type: 'token', stage, content: 'x' })
    const rows = foldRuns(
      rowsOf([token('a'), token('a'), token('b'), bytesAt(T, ':\n\n'), token('b'), token('b'), token('b')]),
    )
    expect(rows.map((row) => (row.kind === 'run' ? row.entries.length : 1))).toEqual([2, 1, 1, 3])
    expect(rows[0]).toMatchObject({ kind: 'run', stage: 'a' })
  })

  it('hold every row, in its order', () => {
    const rows = rowsOf(goodRun())
    const unfolded = foldRuns(rows).flatMap((row) => (row.kind === 'run' ? [...row.entries] : [row.entry]))
    expect(unfolded).toEqual(rows)
    expect(foldRuns(rows).length).toBeLessThan(rows.length / 4)
  })
})

describe('delivery', () => {
  function measured(steps: readonly Step[], now: number) {
    const meter = createDeliveryMeter()
    for (const entry of entriesOf(steps)) meter.add(entry)
    return meter.read(now)
  }

  it('is nothing before anything came', () => {
    expect(measured([], T)).toMatchObject({ firstAt: null, perSecond: 0, latency: null, seconds: [] })
  })

  it('has rates, latency by the fastest message, and a chart with its quiet seconds', () => {
    const at = (ms: number, delayMs: number) =>
      frameAt(T + ms, {
        type: 'item_completed',
        item_type: 'image',
        timestamp: (T + ms - delayMs - 90_000) / 1000,
      })
    const { seconds, latency, ...rest } = measured(
      [openAt(T), at(0, 5), at(100, 5), at(3_200, 45), lostAt(T + 4_000, 'network'), openAt(T + 4_500)],
      T + 20_000,
    )
    expect(rest).toMatchObject({
      firstAt: T,
      lastByteAt: T + 3_200,
      perSecond: 3 / 20,
      perSecondNow: 0,
      reconnects: 1,
    })
    expect(latency).toEqual({ median: 0, p95: 40, max: 40 })
    expect(seconds.slice(0, 4).map(({ entries }) => entries)).toEqual([2, 0, 0, 1])
    expect(seconds[3]?.longestGapMs).toBe(3_100)
    expect(seconds).toHaveLength(21)
  })

  it('shows two minutes and no more', () => {
    const steps = Array.from({ length: 300 }, (_, n) => bytesAt(T + n * 1_000, ': c\n\n'))
    const { seconds, perSecondNow } = measured(steps, T + 299_000)
    expect(seconds).toHaveLength(120)
    expect(seconds.at(-1)?.at).toBe(T + 299_000)
    expect(perSecondNow).toBe(1)
  })

  it('finds what was held back, and not what a reconnection repeats', () => {
    const sent = Array.from(
      { length: 30 },
      (_, n) => (at: number) =>
        frameAt(at, { type: 'item_completed', item_type: 'image', n, timestamp: (T + n * 200) / 1000 }),
    )
    const held = [openAt(T), ...sent.map((make) => make(T + 6_000))]
    expect(measured(held, T + 6_000).bursts).toEqual([{ entry: 1, frames: 30, gapMs: 6_000 }])
    const again = [
      openAt(T),
      lostAt(T + 1, 'network'),
      openAt(T + 5_999),
      ...sent.map((make) => make(T + 6_000)),
    ]
    expect(measured(again, T + 6_000).bursts).toEqual([])
  })
})

describe('a hex dump', () => {
  it('shows offset, bytes and what can be printed', () => {
    expect(hexRows(new TextEncoder().encode('data: 渔\n\n'))).toEqual([
      {
        offset: 0,
        hex: ['64', '61', '74', '61', '3a', '20', 'e6', 'b8', '94', '0a', '0a'],
        printable: 'data: .....',
      },
    ])
  })

  it('makes only the rows that are asked for', () => {
    const bytes = new Uint8Array(5_000_000)
    expect(hexRowCount(bytes)).toBe(5_000_000 / HEX_ROW_BYTES)
    expect(hexRows(bytes, hexRowCount(bytes) - 1, 400_000)).toHaveLength(1)
    expect(hexRows(bytes, -5, 2).map(({ offset }) => offset)).toEqual([0, 16])
  })
})

describe('a visible text', () => {
  it.each([
    ['a\0b', 'a␀b'],
    ['a\r\nb\tc', 'a␍␊\nb␉c'],
    ['\x1b[31mred\x7f', '␛[31mred␡'],
    ['\u202egpj.exe', '⟨U+202E⟩gpj.exe'],
    ['a\u200bb\ufeff', 'a⟨U+200B⟩b⟨U+FEFF⟩'],
    ['\ud800 and 😀', '⟨U+D800⟩ and 😀'],
    ['渔人 — “plain”', '渔人 — “plain”'],
  ])('of %j is %j', (text, shown) => {
    expect(visibleText(text)).toBe(shown)
  })
})

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
    return { url: 'http://host/', report: judge.report(true), delivery: meter.read(T), assertions: [] }
  }

  it('says that nothing is broken, in both languages', () => {
    expect(reportToMarkdown(partsOf(goodRun()), sayIn('en'))).toContain('No problems found.')
    expect(reportToMarkdown(partsOf(goodRun()), sayIn('zh-CN'))).toContain('没有发现问题。')
  })

  it.each(HOSTILE)('cannot be made to hold markup by %j', (hostile) => {
    const parts = partsOf([frameAt(T, { type: hostile, stage: hostile })])
    const assertions = [
      { line: 1, text: hostile, status: 'fail', seen: { key: 'nothing', params: {} } },
    ] as const
    const markdown = reportToMarkdown({ ...parts, url: hostile, assertions }, sayIn('en'))
    expect(markdown).not.toMatch(/<|[^\\]\[|[^\\]`|[^\\]!\[|javascript:/)
    expect(markdown.split('\n').filter((line) => line.startsWith('#'))).toEqual([
      '# Stream report',
      '## Findings',
      '## Expectations',
    ])
    const text = reportToText({ ...parts, assertions }, sayIn('en'))
    expect(visibleText(text).replaceAll('␊\n', '\n')).toBe(text)
  })

  it('escapes every mark of Markdown, whatever the text', () => {
    const unit = fc.oneof(fc.nat(0x7f), fc.nat(0xffff))
    const text = fc.array(unit).map((units) => String.fromCharCode(...units))
    fc.assert(
      fc.property(text, (text) => {
        expect(escapeMarkdown(text)).toMatch(/^(?:[^\\`*_{}[\]()#+\-.!|~:@<>\n]|\\[^a-zA-Z0-9\s])*$/u)
      }),
    )
  })

  it('and judge and filter bear five megabytes in one frame', () => {
    const giant = `<script>${'\u202e\0渔'.repeat(700_000)}`
    const entries: LabEntry[] = entriesOf([openAt(T), frameAt(T, { type: 'token', content: giant })])
    const judge = createJudge({ stage: null })
    for (const entry of entries) judge.add(entry)
    expect(judge.report().findings.map(({ rule }) => rule)).toContain('giant_frame')
    expect(entries.filter(isRow).every(({ bytes }) => bytes.length > 5_000_000)).toBe(true)
  })
})
