import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createExpectationChecker } from '@/lab/expectations/expectationChecker'
import { parseExpectations } from '@/lab/expectations/parseExpectations'
import { createJudge } from '@/lab/rules/judge'
import { bytesAt, entriesOf, frameAt, goodRun, lostAt, openAt, type Step } from '../../../fixtures/lab/steps'

const T = 1_800_000_000_000
/** `connected` after 0.2 s, two tokens, an unknown frame, `done` of rewrite after 8 s. */
const STREAM: readonly Step[] = [
  openAt(T),
  frameAt(T + 200, { type: 'connected' }),
  frameAt(T + 1_000, { type: 'token', stage: 'rewrite', content: 'a' }),
  frameAt(T + 2_000, { type: 'token', stage: 'storyboard', content: 'b' }),
  frameAt(T + 3_000, { type: 'usage' }),
  bytesAt(T + 4_000, ': heartbeat\n\n'),
  frameAt(T + 8_000, { type: 'done', stage: 'rewrite' }),
]

function check(source: string, { steps = STREAM, isOver = false, now = null as number | null } = {}) {
  const { expectations, faults } = parseExpectations(source)
  expect(faults).toEqual([])
  const checker = createExpectationChecker(expectations)
  const judge = createJudge({ stage: null })
  for (const entry of entriesOf(steps)) {
    judge.add(entry)
    checker.add(entry)
  }
  return checker.read({ report: judge.report(isOver), isOver, now })
}

describe('an expectation', () => {
  it.each([
    // The expectation, its status while the stream may continue and at the end, and what was seen.
    ['connected within 500 ms', 'pass', 'pass', { key: 'at', params: { ms: 200 } }],
    ['connected within 100 ms', 'fail', 'fail', { key: 'at', params: { ms: 200 } }],
    ['done of rewrite within 8 s', 'pass', 'pass', { key: 'at', params: { ms: 8_000 } }],
    ['done of rewrite within 0.1 min', 'fail', 'fail', { key: 'at', params: { ms: 8_000 } }],
    ['pipeline_done within 7s', 'fail', 'fail', { key: 'nothing', params: {} }],
    ['pipeline_done within 9s', 'open', 'fail', { key: 'nothing', params: {} }],
    ['at least 2 token', 'pass', 'pass', { key: 'count', params: { count: 2 } }],
    ['at least 2 token of rewrite', 'open', 'fail', { key: 'count', params: { count: 1 } }],
    ['at least 2 token within 1 s', 'fail', 'fail', { key: 'count', params: { count: 1 } }],
    ['at most 1 token', 'fail', 'fail', { key: 'count', params: { count: 2 } }],
    ['at most 2 token', 'open', 'pass', { key: 'count', params: { count: 2 } }],
    ['at most 1 token within 1 s', 'pass', 'pass', { key: 'count', params: { count: 1 } }],
    ['exactly 2 token', 'open', 'pass', { key: 'count', params: { count: 2 } }],
    ['exactly 3 token', 'open', 'fail', { key: 'count', params: { count: 2 } }],
    ['exactly 0 error', 'open', 'pass', { key: 'nothing', params: {} }],
    ['order connected, token, done', 'pass', 'pass', { key: 'all', params: {} }],
    ['order done, token', 'open', 'fail', { key: 'upTo', params: { type: 'done' } }],
    ['order token of storyboard, done of rewrite', 'pass', 'pass', { key: 'all', params: {} }],
    ['order error, done', 'open', 'fail', { key: 'nothing', params: {} }],
    ['no unknown', 'fail', 'fail', { key: 'count', params: { count: 1 } }],
    ['no malformed', 'open', 'pass', { key: 'nothing', params: {} }],
    ['no reconnect', 'open', 'pass', { key: 'nothing', params: {} }],
    ['exactly 1 comment', 'open', 'pass', { key: 'count', params: { count: 1 } }],
    ['at least 4 message', 'pass', 'pass', { key: 'count', params: { count: 4 } }],
    ['no faults', 'open', 'pass', { key: 'nothing', params: {} }],
    ['no findings', 'fail', 'fail', { key: 'findings', params: { count: 1 } }],
    ['CONNECTED Within 500MS  # in time', 'pass', 'pass', { key: 'at', params: { ms: 200 } }],
  ] as const)('“%s” is %s during the stream and %s at the end', (source, during, atTheEnd, seen) => {
    expect(check(source)[0]).toMatchObject({ status: during, seen })
    expect(check(source, { isOver: true })[0]).toMatchObject({ status: atTheEnd, seen })
  })

  it('fails when its time is over although nothing arrived', () => {
    expect(check('pipeline_done within 10 s', { now: T + 9_999 })[0]?.status).toBe('open')
    expect(check('pipeline_done within 10 s', { now: T + 10_001 })[0]?.status).toBe('fail')
  })

  it('counts reconnections', () => {
    const steps = [...STREAM, lostAt(T + 9_000, 'network'), openAt(T + 9_500)]
    expect(
      check('no reconnect\nexactly 1 reconnect', { steps, isOver: true }).map(({ status }) => status),
    ).toEqual(['fail', 'pass'])
  })

  it('holds together with others over a whole run', () => {
    const source = [
      'connected within 500 ms',
      'order connected, done of rewrite, done of storyboard, pipeline_done',
      'exactly 1 pipeline_done',
      'exactly 5 stage_completed',
      'no findings',
    ].join('\n')
    const results = check(source, { steps: goodRun(), isOver: true })
    expect(results.map(({ status }) => status)).toEqual(['pass', 'pass', 'pass', 'pass', 'pass'])
  })
})

describe('parseExpectations', () => {
  it.each([
    ['', 1, 'empty'],
    ['# only a comment', 1, 'empty'],
    ['frobnicate', 1, 'verb'],
    ['connected', 1, 'verb'],
    ['at least 2 token please', 1, 'verb'],
    ['order connected token', 1, 'verb'],
    ['exactly 1 tokens', 1, 'type'],
    ['no constructor', 1, 'type'],
    ['order connected,', 1, 'type'],
    ['at least many token', 1, 'number'],
    ['exactly -1 token', 1, 'number'],
    ['at most', 1, 'number'],
    ['connected within', 1, 'duration'],
    ['connected within 5 hours', 1, 'duration'],
    ['\r\ndone of rewriting within 5 s', 2, 'stage'],
    ['no error of', 1, 'stage'],
  ] as const)('reports for %j in line %i the fault: %s', (source, line, reason) => {
    expect(parseExpectations(source).faults).toMatchObject([{ line, reason }])
  })

  it('keeps all other lines when one cannot be read', () => {
    const { expectations, faults } = parseExpectations('no unknown\nnonsense\n\nno malformed')
    expect(expectations.map(({ line }) => line)).toEqual([1, 4])
    expect(faults).toEqual([{ line: 2, text: 'nonsense', reason: 'verb' }])
  })

  it('returns each line once, as an expectation or a fault, for any text', () => {
    const word = fc.constantFrom(
      'no',
      'at',
      'least',
      'most',
      'order',
      'token',
      ',',
      'within',
      '5',
      's',
      'of',
      'rewrite',
      '#',
    )
    const line = fc.oneof(
      fc.string(),
      fc.array(word).map((words) => words.join(' ')),
    )
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const { expectations, faults } = parseExpectations(lines.join('\n'))
        const places = [...expectations, ...faults].map((each) => each.line)
        expect(new Set(places).size).toBe(places.length)
      }),
    )
  })
})
