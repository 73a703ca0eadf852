import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { translateInto } from '@/cli/translate'
import { createJudge } from '@/lab/rules/judge'
import type { Report } from '@/lab/rules/report'
import { RULES } from '@/lab/rules/rules'
import { readFileSync } from 'node:fs'
import { BAD_STREAMS } from '../../../fixtures/lab/badStreams'
import {
  bytesAt,
  entriesOf,
  frameAt,
  goodRun,
  lostAt,
  openAt,
  wireOf,
  type Step,
} from '../../../fixtures/lab/steps'

function judged(steps: readonly Step[], stage: string | null = null): Report {
  const judge = createJudge({ stage })
  for (const entry of entriesOf(steps)) judge.add(entry)
  return judge.report(true)
}

const rulesOf = ({ findings }: Report) => findings.map(({ rule }) => rule)

describe('a stream that is broken in one way', () => {
  it.each(BAD_STREAMS)('$name', ({ stage, steps, rules, en, zh }) => {
    const report = judged(steps(), stage)
    expect(rulesOf(report)).toEqual(rules)
    const [worst] = report.findings
    if (!worst) throw new Error('nothing was found')
    const said = (locale: 'en' | 'zh-CN') => translateInto(locale)(`lab.finding.${worst.rule}`, worst.params)
    for (const [sentence, wanted] of [
      [said('en'), en],
      [said('zh-CN'), zh],
    ] as const) {
      const isPrefix = wanted.endsWith('…')
      expect(isPrefix ? `${sentence.slice(0, wanted.length - 1)}…` : sentence).toBe(wanted)
    }
  })

  it('exists in the fixtures for every rule', () => {
    const shown = new Set(BAD_STREAMS.flatMap(({ rules }) => rules))
    expect(Object.keys(RULES).filter((rule) => !shown.has(rule as keyof typeof RULES))).toEqual([])
    expect(BAD_STREAMS.length).toBeGreaterThanOrEqual(40)
  })

  it('breaks rules whose severity the documentation states', () => {
    const documented = readFileSync('docs/lab.md', 'utf8').matchAll(/^\| `(\w+)` +\| (\w+)/gm)
    expect(Object.fromEntries(Array.from(documented, ([, rule, severity]) => [rule, severity]))).toEqual(
      Object.fromEntries(Object.entries(RULES).map(([rule, { severity }]) => [rule, severity])),
    )
  })
})

const T = 1_800_000_000_000
const hello = frameAt(T, { type: 'connected' })
const begin = (stage: string, at: number, more: object = {}) =>
  frameAt(at, { type: 'stage_update', stage, status: 'processing', ...more })
const token = (at: number, content: string, full: string, stage = 'rewrite') =>
  frameAt(at, { type: 'token', stage, content, full_text: full })

/** Streams as real deployments send them, without faults. */
const GOOD: readonly { name: string; stage?: string; steps: () => Step[] }[] = [
  { name: 'a whole run of the studio', steps: goodRun },
  {
    name: 'no ids at all',
    steps: () =>
      goodRun().map((step) =>
        'bytes' in step
          ? bytesAt(step.at, new TextDecoder().decode(step.bytes).replace(/^id: .*\n/, ''))
          : step,
      ),
  },
  {
    name: 'one stage, whose done is followed by stage_completed',
    stage: 'rewrite',
    steps: () => [
      openAt(T),
      hello,
      begin('rewrite', T + 1),
      frameAt(T + 2, { type: 'token', content: 'a' }),
      frameAt(T + 3, { type: 'done', full_text: 'a' }),
      frameAt(T + 4, { type: 'stage_completed', stage: 'rewrite' }),
      lostAt(T + 5, 'ended'),
    ],
  },
  {
    name: 'a second processing without progress, and a text that begins after it',
    steps: () => [
      openAt(T),
      hello,
      begin('rewrite', T + 1, { progress: 0 }),
      begin('rewrite', T + 2),
      token(T + 3, 'a', 'a'),
      frameAt(T + 4, { type: 'done', stage: 'rewrite', full_text: '' }),
    ],
  },
  {
    name: 'a failed stage that is repeated and restarts its text and progress',
    steps: () => [
      openAt(T),
      hello,
      begin('rewrite', T + 1, { progress: 60 }),
      token(T + 2, 'ab', 'ab'),
      frameAt(T + 3, { type: 'error', stage: 'rewrite', error: 'timeout', retry_count: 1 }),
      begin('rewrite', T + 4, { progress: 0 }),
      token(T + 5, 'c', 'c'),
      frameAt(T + 6, { type: 'done', stage: 'rewrite', full_text: 'c' }),
    ],
  },
  {
    name: 'a text of its own for each scene',
    steps: () => [
      openAt(T),
      hello,
      begin('camera_movement', T + 1),
      frameAt(T + 2, { type: 'progress', stage: 'camera_movement', progress: 0, current: 1, total: 2 }),
      token(T + 3, 'pan', 'pan', 'camera_movement'),
      frameAt(T + 4, { type: 'item_completed', stage: 'camera_movement', item_type: 'camera' }),
      token(T + 5, 'zoom', 'zoom', 'camera_movement'),
      frameAt(T + 6, { type: 'done', stage: 'camera_movement', full_text: 'zoom' }),
    ],
  },
  {
    name: 'a text that the recording joins in the middle',
    steps: () => [openAt(T), hello, token(T + 1, 'c', 'abc'), token(T + 2, 'd', 'abcd')],
  },
  {
    name: 'a pause: heartbeats and no messages',
    steps: () => [
      openAt(T),
      hello,
      frameAt(T + 1, { type: 'stage_update', stage: 'pipeline', status: 'processing' }),
      ...[1, 2, 3, 4, 5, 6].map((n) => bytesAt(T + n * 15_000, ': heartbeat\n\n')),
    ],
  },
  {
    name: 'a clean end, after which the next stream sends connected again',
    steps: () => [
      openAt(T),
      hello,
      frameAt(T + 1, { type: 'pipeline_done' }),
      frameAt(T + 2, { type: 'stream_end' }),
      openAt(T + 2_000),
      frameAt(T + 2_001, { type: 'connected' }),
    ],
  },
  {
    name: 'two equal tokens of a server that sends neither ids nor times',
    steps: () => [
      openAt(T),
      bytesAt(T, 'data: {"type":"connected"}\n\n'),
      ...[1, 2].map((n) => bytesAt(T + n, 'data: {"type":"token","stage":"rewrite","content":"ha"}\n\n')),
    ],
  },
  {
    name: 'a model that pauses for a long time and then writes fast',
    steps: () => [
      openAt(T),
      hello,
      bytesAt(T + 15_000, ': heartbeat\n\n'),
      ...Array.from({ length: 60 }, (_, n) => token(T + 29_000 + n * 3, 'x', 'x'.repeat(n + 1))),
    ],
  },
  {
    name: 'a stream without any known message, which may close at any time',
    steps: () => [openAt(T), bytesAt(T, ': hello\n\n'), lostAt(T + 1, 'ended')],
  },
]

describe('a good stream', () => {
  it.each(GOOD)('$name', ({ stage, steps }) => {
    expect(judged(steps(), stage).findings).toEqual([])
  })

  it('has totals and an end in good order', () => {
    const report = judged(goodRun())
    expect(report.totals).toEqual({
      messages: 205,
      unknown: 0,
      malformed: 0,
      comments: 0,
      bytes: 91888,
      reconnects: 0,
    })
    expect(report.hasEnded).toBe(true)
  })
})

describe('the judge', () => {
  it('reports no text gap for text that was sent while the connection was lost', () => {
    const report = judged([
      openAt(T),
      hello,
      begin('rewrite', T + 1),
      token(T + 2, 'a', 'a'),
      lostAt(T + 3, 'network'),
      openAt(T + 1_000),
      frameAt(T + 1_001, { type: 'connected' }),
      token(T + 1_002, 'd', 'abcd'),
      frameAt(T + 1_003, { type: 'done', stage: 'rewrite', full_text: 'abcd' }),
      begin('storyboard', T + 1_004),
      frameAt(T + 1_005, { type: 'done', stage: 'storyboard' }),
    ])
    expect(rulesOf(report)).toEqual(['end_missing', 'reconnected'])
    expect(report.totals.reconnects).toBe(1)
  })

  it('withdraws a finding that a later message explains', () => {
    const steps = [openAt(T), hello, begin('rewrite', T + 1), begin('storyboard', T + 2)]
    const late = frameAt(T + 3, { type: 'done', stage: 'rewrite' })
    expect(rulesOf(judged(steps))).toContain('done_missing')
    expect(rulesOf(judged([...steps, late]))).not.toContain('done_missing')
  })

  it('learns from a snapshot how a stage continued', () => {
    const judge = createJudge({ stage: null })
    for (const entry of entriesOf([openAt(T), hello, begin('rewrite', T + 1)])) judge.add(entry)
    expect(rulesOf(judge.report(true))).toEqual(['stage_unfinished'])
    const body = { id: 1, status: 'completed', stages: [{ stage_type: 'rewrite', status: 'completed' }] }
    judge.add({ kind: 'snapshot', index: 9, receivedAt: T + 9, requestedAt: T + 5, body })
    expect(rulesOf(judge.report(true))).toEqual([])
  })

  it('measures the heartbeat interval', () => {
    const beats = [15, 30, 45].map((second) => bytesAt(T + second * 1_000, ': heartbeat\n\n'))
    expect(judged([openAt(T), hello, ...beats]).heartbeatMs).toBe(15_000)
    expect(judged([openAt(T), hello, ...beats.slice(0, 1)]).heartbeatMs).toBeNull()
  })

  it('shortens names from the wire', () => {
    const report = judged([openAt(T), hello, frameAt(T + 1, { type: 'x'.repeat(10_000) })])
    expect(String(report.findings[0]?.params['types']).length).toBeLessThan(100)
  })

  it('counts each frame once for any input', () => {
    const wire = fc.record(
      {
        type: fc.constantFrom('token', 'done', 'error', 'progress', 'stage_update', 'connected', 'x', '', 7),
        stage: fc.constantFrom('rewrite', 'storyboard', 'pipeline', '__proto__', null),
        status: fc.constantFrom('processing', 'completed', 1),
        content: fc.string(),
        full_text: fc.string(),
        progress: fc.oneof(fc.double(), fc.string()),
        timestamp: fc.double(),
        error: fc.string(),
      },
      { requiredKeys: [] },
    )
    const step = fc.oneof(
      wire.map((wire) => frameAt(T, wire)),
      fc.string().map((text) => bytesAt(T, `data: ${text}\n\n`)),
      fc.uint8Array().map((bytes) => bytesAt(T, bytes)),
      fc.constantFrom(openAt(T), lostAt(T, 'network'), lostAt(T, 'silent')),
    )
    fc.assert(
      fc.property(fc.array(step), fc.constantFrom(null, 'rewrite'), (steps, stage) => {
        const entries = entriesOf(steps)
        const { totals, findings } = judged(steps, stage)
        const frames = entries.filter(({ kind }) => kind === 'frame').length
        expect(totals.messages + totals.unknown + totals.malformed).toBe(frames)
        expect(findings.every(({ count, entries }) => count >= 1 && entries.length <= 5)).toBe(true)
        expect(JSON.stringify(findings).length).toBeLessThan(20_000)
      }),
    )
  })

  it('counts the same for any size of chunks', () => {
    const whole = goodRun().flatMap((step) => ('bytes' in step ? [...step.bytes] : []))
    const cut = (size: number) => {
      const chunks: Step[] = []
      for (let at = 0; at < whole.length; at += size)
        chunks.push({ at: T, bytes: Uint8Array.from(whole.slice(at, at + size)) })
      return judged(chunks).totals
    }
    expect(cut(1_009)).toEqual(cut(whole.length))
    expect(wireOf(goodRun().at(-1) ?? openAt(T))).toMatchObject({ type: 'pipeline_done' })
  })
})
