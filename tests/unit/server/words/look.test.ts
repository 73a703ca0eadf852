import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Entry, MOODS, PLACES, SEASONS, THINGS, TIMES, WEATHERS } from '../../../../server/words/lexicon'
import { type Look, readLook } from '../../../../server/words/look'
import { readShot, SHOTS, shotName } from '../../../../server/words/shots'

describe('recognising how a scene looks', () => {
  const tables: Readonly<Record<Exclude<keyof Look, 'counts' | 'pronoun'>, Readonly<Record<string, Entry>>>> =
    {
      time: TIMES,
      weather: WEATHERS,
      season: SEASONS,
      mood: MOODS,
      places: PLACES,
      things: THINGS,
    }
  const names = Object.entries(tables).flatMap(([dimension, table]) =>
    Object.entries(table).flatMap(([key, entry]) =>
      Object.values(entry.name).map((name) => [name, dimension as keyof typeof tables, key] as const),
    ),
  )

  it.each(names)('knows "%s", the name by which a prompt calls a %s, as %s again', (name, dimension, key) => {
    expect([readLook(name)[dimension]].flat()).toContain(key)
  })

  it.each([
    ['三月的天气', 'moon'],
    ['火车站的司马先生', 'beast'],
    ['他马上走', 'beast'],
  ])('does not mistake a part of another word for a thing: %s', (words, thing) => {
    expect(readLook(words).things).not.toContain(thing)
  })

  it('recognises a person by a pronoun alone', () => {
    expect(readLook('She waited.').pronoun).toBe('she')
  })

  it('assumes nothing that the text does not say, and never throws', () => {
    expect(readLook('')).toEqual({
      time: null,
      weather: null,
      season: null,
      mood: null,
      places: [],
      things: [],
      counts: {},
      pronoun: null,
    })
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Array.isArray(readLook(text).things)))
  })

  it.each(SHOTS)('reads the names of the %s shot back', (shot) => {
    expect([readShot(shotName(shot, 'zh')), readShot(shotName(shot, 'en'))]).toEqual([shot, shot])
  })
})
