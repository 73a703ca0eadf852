import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinClips, takeApart } from '@/exports/joinClips'
import type { Cue } from '../../../src/protocol/subtitles'
import { addTextTrack } from '@/exports/textTrack'
import { parseFilm, textOfSample } from '../server/support/parseFilm'
import { tinyClip } from '../server/support/tinyClip'

const FRAMES = [24, 36]
const clips = await Promise.all(
  FRAMES.map(async (frames, index) => takeApart(await tinyClip(80 * index, frames))),
)

async function filmWith(cues: readonly Cue[]) {
  const film = parseFilm(await joinClips(clips, cues, 'zho'))
  const [video, text] = film.movie.tracks
  return { ...film, video, text, lines: film.samples.get(text?.id ?? -1) ?? [] }
}

describe('clips that are joined', () => {
  it('become one film with the frames of all of them, unchanged and in their order', async () => {
    const { video, samples } = await filmWith([])
    expect(video).toMatchObject({ codec: clips[0]?.config.codec, nb_samples: 60 })
    const joined = samples.get(video?.id ?? -1) ?? []
    const frames = clips.flatMap(({ packets }) =>
      packets.map(({ data }) => Buffer.from(data).toString('hex')),
    )
    expect(joined.map(({ data }) => Buffer.from(data ?? []).toString('hex'))).toEqual(frames)
    const seconds = joined.map(({ cts, timescale }) => cts / timescale)
    expect(seconds).toEqual(frames.map((_, index) => expect.closeTo(index / 24, 3) as number))
  })

  it('are of one kind if they have one size and one encoding', async () => {
    const other = await takeApart(await tinyClip(80, 24, { width: 48, height: 48 }))
    expect(clips[0]?.kind).toBe(clips[1]?.kind)
    expect(other.kind).not.toBe(clips[0]?.kind)
  })

  it('are refused if they are no video', async () => {
    await expect(takeApart(Buffer.from('no film'))).rejects.toThrow()
  })
})

describe('the subtitles of a film', () => {
  it('are a track of timed text in their language, with empty samples where nothing is said', async () => {
    const { text, lines } = await filmWith([
      { start: 0.5, end: 1, text: '桃花源记' },
      { start: 1, end: 2.25, text: 'A & <b> “B”' },
    ])
    expect(text).toMatchObject({ codec: 'tx3g', language: 'zho', timescale: 1000 })
    expect(lines.map((line) => [line.cts, line.duration, textOfSample(line)])).toEqual([
      [0, 500, ''],
      [500, 500, '桃花源记'],
      [1000, 1250, 'A & <b> “B”'],
    ])
  })

  it('are left out of a film in which nothing is said', async () => {
    expect((await filmWith([])).movie.tracks).toHaveLength(1)
  })

  it('leave every frame as it is, whatever they are', async () => {
    const cue = fc.record({
      start: fc.double({ min: 0, max: 100, noNaN: true }),
      seconds: fc.double({ min: 0, max: 100, noNaN: true }),
      text: fc.string({ unit: 'grapheme', maxLength: 200 }),
    })
    const plain = await filmWith([])
    const frames = (film: typeof plain) =>
      (film.samples.get(film.video?.id ?? -1) ?? []).map(({ data }) =>
        Buffer.from(data ?? []).toString('hex'),
      )
    await fc.assert(
      fc.asyncProperty(fc.array(cue, { maxLength: 20 }), async (drawn) => {
        const cues = drawn
          .map(({ start, seconds, text }) => ({ start, end: start + seconds, text }))
          .sort((a, b) => a.start - b.start)
        const film = await filmWith(cues)
        expect(frames(film)).toEqual(frames(plain))
        const ends = film.lines.map(({ cts, duration }) => cts + duration)
        expect(film.lines.map(({ cts }) => cts)).toEqual([0, ...ends].slice(0, film.lines.length))
        const said = film.lines.map(textOfSample).filter((line) => line !== '')
        const texts = cues.map(({ text }) => text)
        expect(said.every((line) => texts.includes(line))).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['another file', Buffer.from('this is not a film at all')],
    ['a box that is longer than the file', Buffer.from('\0\0\xff\0moov', 'latin1')],
    ['a file that does not end with its index', Buffer.from('\0\0\0\x08free', 'latin1')],
    ['an index without a header', Buffer.from('\0\0\0\x08moov', 'latin1')],
  ])('are not added to %s', (_, file) => {
    expect(() => addTextTrack(file, [{ start: 0, end: 1, text: 'a' }], 'eng')).toThrow(/film/)
  })
})
