import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBuiltInText } from '../../../../server/producers/builtInText'
import { piecesOf } from '../../../../server/producers/streamText'
import { rewriteStory } from '../../../../server/producers/rewriteStory'
import { contextOf, fixture } from './stories'

async function collect(stream: AsyncIterable<string>): Promise<string[]> {
  const pieces: string[] = []
  for await (const piece of stream) pieces.push(piece)
  return pieces
}

describe('built-in text', () => {
  const text = createBuiltInText(0)
  const { signal } = new AbortController()

  it('streams the rewrite in pieces of about a token', async () => {
    const story = fixture('taohuayuan.txt')
    const pieces = await collect(text.rewrite(contextOf(story), signal).text)
    expect(pieces.join('')).toBe(rewriteStory(story, 'full').text)
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(4)
  })

  it('streams the storyboard as JSON on several lines', async () => {
    const story = fixture('tale-en.txt')
    const json = (
      await collect(text.storyboard(rewriteStory(story, 'full').text, contextOf(story), signal))
    ).join('')
    expect(JSON.parse(json)).toHaveProperty('scenes')
    expect(json.split('\n').length).toBeGreaterThan(20)
  })

  it('stops with the reason of the signal', async () => {
    const abort = new AbortController()
    const stream = text.rewrite(contextOf(fixture('tale-en.txt')), abort.signal).text[Symbol.asyncIterator]()
    await stream.next()
    const reason = new Error('paused')
    abort.abort(reason)
    await expect(stream.next()).rejects.toBe(reason)
  })

  it('sends a long text in fewer, larger pieces', () => {
    expect(piecesOf('走'.repeat(200_000), 12).length).toBeLessThanOrEqual(160)
    expect(piecesOf('走'.repeat(3000), 12).length).toBeLessThanOrEqual(670)
  })

  it('loses nothing of any text, and never cuts a character in two', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (story) => {
        const pieces = piecesOf(story, 12)
        expect(pieces.join('')).toBe(story)
        for (const piece of pieces) expect(/\p{Cs}/u.test(piece)).toBe(false)
      }),
    )
  })
})
