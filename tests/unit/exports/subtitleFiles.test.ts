import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filmCues, toSubRip, toWebVtt } from '@/exports/subtitleFiles'
import { anyStory } from '../server/producers/stories'

/** The subtitles of one shot. */
const vttOf = (narration: string, seconds: number) => toWebVtt(filmCues([{ narration, seconds }]))

/** The cues of a WebVTT document: times in seconds, and text. */
function cuesOf(vtt: string) {
  const seconds = (stamp = '') => stamp.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  return vtt
    .split('\n\n')
    .slice(1)
    .map((block) => {
      const [times = '', ...text] = block.trim().split('\n')
      const [start, end] = times.split(' --> ')
      return { start: seconds(start), end: seconds(end), text: text.join('\n') }
    })
}

describe('subtitles', () => {
  it('show one sentence after another, from the beginning to the end of the clip', () => {
    const cues = cuesOf(vttOf('晋太元中，武陵人捕鱼为业。缘溪行，忘路之远近。', 6))
    expect(cues.map(({ text }) => text)).toEqual(['晋太元中，武陵人捕鱼为业。', '缘溪行，忘路之远近。'])
    expect(cues[0]?.start).toBe(0)
    expect(cues[0]?.end).toBe(cues[1]?.start)
    expect(cues[1]?.end).toBe(6)
  })

  it('escape the markup of the narration', () => {
    expect(vttOf('<b>A & B</b> --> C.', 3)).toContain('&lt;b&gt;A &amp; B&lt;/b&gt; --&gt; C.')
  })

  it('are empty without a narration', () => {
    expect(vttOf('', 3)).toBe('WEBVTT\n')
  })

  it('contain an arrow only between ordered times, for any narration', () => {
    fc.assert(
      fc.property(anyStory, (narration) => {
        let time = 0
        for (const cue of cuesOf(vttOf(narration, 5))) {
          expect(cue.start).toBe(time)
          expect(cue.end).toBeGreaterThanOrEqual(cue.start)
          expect(cue.text).not.toBe('')
          expect(cue.text).not.toMatch(/-->|<|\n/)
          time = cue.end
        }
        expect(time === 0 || time === 5).toBe(true)
      }),
    )
  })

  it('of a film go on where the shot before has ended, whether it is spoken or not', () => {
    const shots = [
      { narration: '林尽水源。', seconds: 2 },
      { narration: '', seconds: 3 },
      { narration: '便得一山。', seconds: 2 },
    ]
    expect(filmCues(shots)).toEqual([
      { start: 0, end: 2, text: '林尽水源。' },
      { start: 5, end: 7, text: '便得一山。' },
    ])
  })

  it('as SubRip are numbered, with a comma before the milliseconds', () => {
    const shots = [
      { narration: '林尽水源。', seconds: 2.5 },
      { narration: 'Then <he> went on.', seconds: 3600 },
    ]
    expect(toSubRip(filmCues(shots))).toBe(
      '1\n00:00:00,000 --> 00:00:02,500\n林尽水源。\n\n2\n00:00:02,500 --> 01:00:02,500\nThen <he> went on.\n',
    )
  })
})
