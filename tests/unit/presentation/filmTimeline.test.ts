import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filmState } from '@/presentation/filmState'
import { layOutFilm, newestScene, shotIndexAt, shotSeconds } from '@/presentation/filmTimeline'
import { clip, picture, scene } from '../../support/projectFixtures'

describe('the timeline of a film', () => {
  it('lays the scenes out one after the other', () => {
    const film = layOutFilm([1, 2, 3].map((number) => scene(number, { durationSeconds: 2 * number })))
    expect(film.shots.map(({ start, seconds }) => [start, seconds])).toEqual([
      [0, 2],
      [2, 4],
      [6, 6],
    ])
    expect(film.seconds).toBe(12)
  })

  it('takes the length of the clip, else the planned one, else that of the narration', () => {
    const made = scene(1, { clip: clip(1), durationSeconds: 9 })
    const known = made.clip.status === 'completed' ? made.clip.value.durationSeconds : null
    expect(shotSeconds(made)).toBe(known ?? 9)
    expect(shotSeconds(scene(1, { durationSeconds: 9 }))).toBe(9)
    expect(shotSeconds(scene(1, { durationSeconds: null, narration: '走'.repeat(18) }))).toBeCloseTo(4)
    expect(shotSeconds(scene(1, { durationSeconds: null, narration: '' }))).toBe(2)
  })

  it('finds the shot at any time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (lengths, share) => {
          const film = layOutFilm(
            lengths.map((seconds, index) => scene(index + 1, { durationSeconds: seconds })),
          )
          const time = share * film.seconds
          const shot = film.shots[shotIndexAt(film, time)]
          expect(shot?.start).toBeLessThanOrEqual(time)
          expect((shot?.start ?? 0) + (shot?.seconds ?? 0)).toBeGreaterThanOrEqual(time)
        },
      ),
    )
    expect(shotIndexAt(layOutFilm([]), 3)).toBe(-1)
    expect(shotIndexAt(layOutFilm([scene(1)]), -5)).toBe(0)
  })

  it.each([
    ['empty', []],
    ['animatic', [scene(1), scene(2, { image: picture(2) })]],
    ['mixed', [scene(1, { clip: clip(1) }), scene(2)]],
    ['film', [scene(1, { clip: clip(1) }), scene(2, { clip: clip(2) })]],
  ] as const)('is %s', (state, scenes) => {
    expect(filmState(scenes)).toBe(state)
  })

  it('knows what was made last', () => {
    expect(newestScene([])).toBeNull()
    expect(newestScene([scene(1), scene(2), scene(3, { complete: false })])?.number).toBe(2)
    expect(newestScene([scene(1, { image: picture(1) }), scene(2)])?.number).toBe(1)
    expect(newestScene([scene(1, { image: picture(1) }), scene(2, { image: picture(2) })])?.number).toBe(2)
  })
})
