import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** The opening tags of a template, with the attributes that they have. */
const TAG = /<[a-z][\w.-]*(?:\s+[^\s=>]+(?:="[^"]*")?)*\s*\/?>/gi

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.vue'))
  .map((file) => join('src', file))

it('texts that are not the page’s own, and have a direction of their own, have a language of their own', () => {
  const found = files.flatMap((file) => {
    const tags = readFileSync(file, 'utf8').match(TAG) ?? []
    return tags.filter((tag) => tag.includes('own-direction')).map((tag) => ({ file, tag }))
  })
  expect(found.length).toBeGreaterThan(20)
  expect(found.filter(({ tag }) => !tag.includes(':lang='))).toEqual([])
})
