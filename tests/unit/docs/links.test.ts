import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const FILES = ['.', 'docs', 'docs/decisions'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
)

/** The targets of links to files, without an anchor. */
function linksOf(text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s#]+)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
}

/** The paths in backticks that begin with a folder of the repository. */
function pathsOf(text: string): string[] {
  const path = /`((?:src|server|tests|build|docs|gallery|public|\.ci|\.github)\/[\w./-]*)`/g
  return [...text.matchAll(path)].map(([, target = '']) => target)
}

describe.each(FILES)('%s', (file) => {
  const text = readFileSync(file, 'utf8')

  it('links only to files that exist', () => {
    const broken = linksOf(text).filter((target) => !existsSync(join(dirname(file), target)))
    expect(broken).toEqual([])
  })

  it('names only files that exist', () => {
    expect(pathsOf(text).filter((path) => !existsSync(path))).toEqual([])
  })
})
