import { expect, it } from 'vitest'
import { filmName } from '@/presentation/filmName'

it.each([
  ['桃花源记', '桃花源记.mp4'],
  ['a/b\\c: "d" <e>|?*', 'a b c d e.mp4'],
  ['a\nb\u0000c', 'a b c.mp4'],
  ['///', 'film.mp4'],
  ['', 'film.mp4'],
  [null, 'film.mp4'],
])('the film of %j is the file %j', (name, file) => {
  expect(filmName(name)).toBe(file)
})
