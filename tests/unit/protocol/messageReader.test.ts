import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { createMessageReader } from '@/protocol/messageReader'
import { parseMessage } from '@/protocol/messages'

const piece = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom(
    '"',
    '\\',
    '\\"',
    '\n',
    '"full_text": "',
    'full_text',
    '{',
    '}',
    '\ud83d',
    '\ude00',
    '山有小口',
  ),
)
const space = fc.constantFrom('', ' ', '\n', ' \t ')

/** How a server may write a text: as it is, or with every character that is not ASCII as an escape. */
function written(text: string, escapes: boolean): string {
  const json = JSON.stringify(text)
  if (!escapes) return json
  return json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const frame = fc.record({
  stage: fc.constantFrom('rewrite', 'storyboard', 'multi_grid_image', null),
  type: fc.constantFrom(
    'token',
    'token',
    'token',
    'token',
    'done',
    'error',
    'stream_end',
    'from_tomorrow',
    7,
  ),
  kind: fc.constantFrom('go on', 'go on', 'go on', 'repeat', 'gap', 'anew', 'no text', 'empty', 'a number'),
  content: piece,
  lost: piece,
  escapes: fc.boolean(),
  order: fc.shuffledSubarray(['type', 'stage', 'content', 'full_text', 'timestamp', 'extra'], {
    minLength: 4,
  }),
  extra: fc.constantFrom('1', '{"full_text": "no"}', '[]', '"full_text"', '"said \\"full_text"', 'null'),
  space,
  /** Something that is wrong with it, or strange. */
  flaw: fc.constantFrom('', '', '', '', '', 'cut', 'twice', 'twice escaped', 'tail', 'raw newline'),
})
type GivenFrame = typeof frame extends fc.Arbitrary<infer F> ? F : never

/** The data of frames as such a server sends them. */
function wireOf(frames: readonly GivenFrame[]): string[] {
  const texts = new Map<string | null, string>()
  return frames.map((given) => {
    const before = texts.get(given.stage) ?? ''
    const grown = {
      'go on': before + given.content,
      repeat: before,
      gap: before + given.lost + given.content,
      anew: given.content,
      'no text': before + given.content,
      empty: before,
      'a number': before,
    }[given.kind]
    texts.set(given.stage, grown)
    const fullText =
      given.kind === 'a number' ? '12' : written(given.kind === 'empty' ? '' : grown, given.escapes)
    const values: Record<string, string> = {
      type: JSON.stringify(given.type),
      stage: JSON.stringify(given.stage),
      content: written(given.content, given.escapes),
      full_text: fullText,
      timestamp: '1700000000.25',
      extra: given.extra,
    }
    const members = given.order
      .filter((key) => key !== 'full_text' || given.kind !== 'no text')
      .map((key) => `"${key}"${given.space}:${given.space}${values[key]}`)
    if (given.flaw === 'twice') members.push(`"full_text": ${written(given.lost, given.escapes)}`)
    if (given.flaw === 'twice escaped')
      members.push(`"full\\u005ftext": ${written(given.lost, given.escapes)}`)
    const text = `${given.space}{${members.join(`${given.space},${given.space}`)}${given.space}}`
    if (given.flaw === 'cut') return text.slice(0, Math.max(1, text.length - 1 - given.content.length))
    if (given.flaw === 'raw newline') return text.replace(/"}?$/, '\n"}')
    return given.flaw === 'tail' ? `${text}x` : text
  })
}

/** Frames of a text that grows by the pieces, as one server writes it. */
function tokens(pieces: readonly string[]): string[] {
  return pieces.map((content, index) => {
    const fullText = pieces.slice(0, index + 1).join('')
    return JSON.stringify({ type: 'token', content, full_text: fullText, stage: 'rewrite', timestamp: index })
  })
}

describe('the reader of a stream', () => {
  it('reads any frame as if it were parsed alone', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 20 }), (frames) => {
        const read = createMessageReader()
        for (const raw of wireOf(frames)) expect(read(raw).parsed).toEqual(parseMessage(raw))
      }),
      { numRuns: 2_000 },
    )
  })

  it('gives the text before a token only if the token continues it', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 20 }), (frames) => {
        const read = createMessageReader()
        for (const raw of wireOf(frames)) {
          const { parsed, textBefore } = read(raw)
          if (textBefore === null) continue
          const whole = parsed.kind === 'message' && parsed.message.type === 'token' ? parsed.message : null
          expect(whole?.fullText).toBe(textBefore + (whole?.content ?? ''))
        }
      }),
      { numRuns: 500 },
    )
  })

  it('gives the JSON parser only the new part of a growing text', () => {
    const pieces = Array.from({ length: 200 }, (_, index) => (index % 9 ? `山有${index}` : '"小"\n口\\'))
    const read = createMessageReader()
    const frames = tokens(pieces)
    read(frames[0] ?? '')
    const parse = vi.spyOn(JSON, 'parse')
    const isContinued = frames.slice(1).map((raw) => read(raw).textBefore !== null)
    const longest = Math.max(...parse.mock.calls.map(([text]) => text.length))
    parse.mockRestore()
    expect(isContinued).not.toContain(false)
    expect(longest).toBeLessThan(200)
  })

  it('reads a text of a million characters', () => {
    const long = '文'.repeat(1_000_000)
    const read = createMessageReader()
    for (const raw of tokens([long, '山', '有'])) expect(read(raw).parsed).toEqual(parseMessage(raw))
  })
})
