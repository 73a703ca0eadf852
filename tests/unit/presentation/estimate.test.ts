import { describe, expect, it } from 'vitest'
import { usualTime, type PastRun, type RunSize, type UsualTime } from '@/presentation/estimate'
import { createRandom } from '../../faults/random'

const size: RunSize = { characters: 400, scenes: 10 }
const took = (...seconds: readonly number[]): PastRun[] => seconds.map((time) => ({ ...size, seconds: time }))

/** A number near 0: the sum of uniform ones is close to a normal distribution of variance 1. */
function bell(next: () => number): number {
  return Array.from({ length: 12 }, next).reduce((sum, one) => sum + one, -6)
}

function includes({ unit, low, high }: UsualTime, seconds: number): boolean {
  const scale = unit === 'minutes' ? 60 : 1
  return seconds >= low * scale && seconds <= high * scale
}

/** Kinds of backends, by how long a run takes. */
const WORLDS: Readonly<
  Record<string, (of: { scenes: number; characters: number }, noise: number) => number>
> = {
  'a fixed time, whatever the story': (_, noise) => 200 * Math.exp(0.3 * noise),
  'a time for each scene': ({ scenes }, noise) => 14 * scenes * Math.exp(0.2 * noise),
  'a time for each scene beside a fixed one': ({ scenes }, noise) =>
    (60 + 9 * scenes) * Math.exp(0.25 * noise),
  'a time for each character': ({ characters }, noise) => 0.3 * characters * Math.exp(0.15 * noise),
  'very irregular': ({ scenes }, noise) => 20 * scenes * Math.exp(0.8 * noise),
}

describe('the usual time of a run', () => {
  it('is not said before the third run', () => {
    expect(usualTime(took(100, 110), size)).toBeNull()
    expect(usualTime(took(100, 110, 105), size)).not.toBeNull()
    expect(usualTime(took(100, 110, 0), size)).toBeNull()
  })

  it.each([
    [[182, 201, 214, 190, 207], { unit: 'minutes', low: 2, high: 4 }],
    [[41, 44, 43, 42, 45], { unit: 'seconds', low: 40, high: 50 }],
    [[600, 630, 590, 610], { unit: 'minutes', low: 9, high: 11 }],
  ])('is said in whole units that include what was meant: %j', (seconds, range) => {
    expect(usualTime(took(...seconds), size)).toEqual(range)
  })

  it('follows the number of scenes where that explains the time', () => {
    const past = [5, 10, 40].map((scenes) => ({ seconds: scenes * 12, characters: 400, scenes }))
    const small = usualTime(past, { characters: 400, scenes: 5 })
    const large = usualTime(past, { characters: 400, scenes: 100 })
    expect(small).toEqual({ unit: 'seconds', low: 50, high: 70 })
    expect(large).toEqual({ unit: 'minutes', low: 18, high: 22 })
    // Before the storyboard is written, the number of scenes helps nobody.
    expect(usualTime(past, { characters: 400, scenes: null })).toMatchObject({ unit: 'minutes' })
  })

  it.each(Object.entries(WORLDS))(
    'includes the real end in at least 80 %% of simulated runs: %s',
    (_, secondsOf) => {
      const random = createRandom(7)
      let hits = 0
      let all = 0
      for (let person = 0; person < 400; person += 1) {
        const run = (): PastRun => {
          const scenes = Math.round(12 * Math.exp(0.5 * bell(random.next)))
          const characters = Math.round(scenes * 40 * Math.exp(0.2 * bell(random.next)))
          return { scenes, characters, seconds: secondsOf({ scenes, characters }, bell(random.next)) }
        }
        const runs = Array.from({ length: 3 + (person % 12) }, run)
        const next = run()
        const range = usualTime(runs, person % 2 === 0 ? next : { ...next, scenes: null })
        all += 1
        if (range !== null && includes(range, next.seconds)) hits += 1
      }
      expect(hits / all).toBeGreaterThanOrEqual(0.8)
    },
  )
})
