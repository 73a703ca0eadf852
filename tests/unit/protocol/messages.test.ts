import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMessage } from '@/protocol/messages'

const wire = (value: unknown) => JSON.stringify(value)
const deep = '['.repeat(5_000) + ']'.repeat(5_000)

describe('a message', () => {
  it.each([
    { type: 'connected' },
    { type: 'token', content: 'a' },
    { type: 'stage_update', status: 'processing' },
    { type: 'progress' },
    { type: 'done' },
    { type: 'error', error: 'no' },
    { type: 'stream_end' },
    { type: 'item_completed', item_type: 'image' },
    { type: 'stage_completed' },
    { type: 'pipeline_done' },
    { type: 'pipeline_error' },
  ])('of type $type needs only its required fields; missing ones are null', (value) => {
    const parsed = parseMessage(wire(value))
    expect(parsed).toMatchObject({ kind: 'message', message: { stage: null, sentAt: null, projectId: null } })
    if (parsed.kind === 'message') expect(Object.values(parsed.message)).not.toContain(undefined)
  })

  it('has its time in milliseconds and its ids as strings', () => {
    expect(parseMessage(wire({ type: 'connected', project_id: 12, timestamp: 1.5 }))).toMatchObject({
      message: { projectId: '12', sentAt: 1500 },
    })
  })

  it.each([
    { progress: undefined, percent: null },
    { progress: null, percent: null },
    { progress: 'half', percent: null },
    { progress: -3, percent: 0 },
    { progress: 250, percent: 100 },
    { progress: 37.5, percent: 37.5 },
  ])('has $percent percent for progress $progress', ({ progress, percent }) => {
    const parsed = parseMessage(wire({ type: 'stage_update', status: 'processing', progress }))
    expect(parsed).toMatchObject({ message: { progress: percent } })
  })

  it('has no text so far if full_text is empty', () => {
    expect(parseMessage(wire({ type: 'token', content: 'a', full_text: '' }))).toMatchObject({
      message: { fullText: null },
    })
  })

  it('of an unknown type keeps its raw text', () => {
    const raw = wire({ type: 'film_completed', film: 1 })
    expect(parseMessage(raw)).toEqual({ kind: 'unknown', type: 'film_completed', raw })
  })

  it.each([
    '',
    ' ',
    '{',
    '}',
    'null',
    'true',
    '12',
    '"token"',
    '[]',
    '[1,2]',
    'undefined',
    'NaN',
    '{}',
    "{'type':'token'}",
    '{"type":1}',
    '{"type":null}',
    '{"type":["token"]}',
    '{"type":{}}',
    '{"type":"token"}',
    '{"type":"token","content":1}',
    '{"type":"token","content":null}',
    '{"type":"token","content":"a","full_text":5}',
    '{"type":"token","content":"a","stage":7}',
    '{"type":"token","content":"a","project_id":{}}',
    '{"type":"stage_update"}',
    '{"type":"stage_update","status":3}',
    '{"type":"stage_update","status":null}',
    '{"type":"progress","message":[]}',
    '{"type":"progress","item_name":{}}',
    '{"type":"done","metadata":"x"}',
    '{"type":"done","full_text":{}}',
    '{"type":"error"}',
    '{"type":"error","error":null}',
    '{"type":"error","error":{"message":"x"}}',
    '{"type":"item_completed"}',
    '{"type":"item_completed","item_type":"sound"}',
    '{"type":"pipeline_error","error":4}',
    '{"type":"connected","message":true}',
    'data: {"type":"token"}',
    '<html><body>502</body></html>',
    '{"type":"token","content":"a"',
    '{"type":"token","content":"a"}}',
    '\u0000',
    '\ud800',
    deep,
    `{"type":${deep}}`,
  ])('that is malformed is kept with the expected type: %s', (raw) => {
    const parsed = parseMessage(raw)
    expect(parsed).toMatchObject({ kind: 'malformed', raw })
    if (parsed.kind === 'malformed') expect(parsed.expected).not.toBe('')
  })

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'])(
    'is unknown for a type named like a property of all objects: %s',
    (type) => expect(parseMessage(wire({ type }))).toMatchObject({ kind: 'unknown', type }),
  )

  it('cannot change a prototype', () => {
    parseMessage(
      '{"type":"done","metadata":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}',
    )
    expect({}).not.toHaveProperty('polluted')
  })

  it('never makes the reader throw', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (raw) => void parseMessage(raw)))
    const half = fc.record({
      type: fc.constantFrom('token', 'done', 'progress', 'error'),
      content: fc.jsonValue(),
      metadata: fc.jsonValue(),
      error: fc.jsonValue(),
      current: fc.jsonValue(),
    })
    fc.assert(fc.property(half, (value) => void parseMessage(wire(value))))
  })
})
