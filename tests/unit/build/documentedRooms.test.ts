import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ROOMS } from '../../../build/rooms'

/** The rows between the marks of the room table, as the names in backticks of each cell. */
function documentedRooms(): Map<string, { values: Set<string>; types: Set<string> }> {
  const text = readFileSync('docs/architecture.md', 'utf8')
  const table = text.split('<!-- rooms: begin -->')[1]?.split('<!-- rooms: end -->')[0] ?? ''
  const names = (cell = '') => [...cell.matchAll(/`([\w-]+)`/g)].map(([, name = '']) => name)
  const rows = table
    .split('\n')
    .map((line) => line.split('|'))
    .filter((cells) => names(cells[1]).length === 1)
  return new Map(
    rows.map(([, room, , values, types]) => [
      names(room)[0] ?? '',
      { values: new Set(names(values)), types: new Set(names(types)) },
    ]),
  )
}

const topFolders = (paths: readonly string[]) => new Set(paths.map((path) => path.split('/')[0] ?? ''))

describe('the rooms in docs/architecture.md', () => {
  const documented = documentedRooms()

  it('are the rooms of the linter, in the same order', () => {
    expect([...documented.keys()]).toEqual(Object.keys(ROOMS))
  })

  it.each(Object.entries(ROOMS))('say what %s may import', (name, room) => {
    const values = topFolders(room.values)
    const types = new Set([...topFolders(room.types)].filter((type) => !values.has(type)))
    expect(documented.get(name)).toEqual({ values, types })
  })

  it.each(Object.keys(ROOMS).filter((name) => name !== 'tasks'))('exist: %s', (name) => {
    expect(existsSync(`src/${name}`)).toBe(true)
  })
})
