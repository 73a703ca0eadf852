import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'

const components = readdirSync('src/components', { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.vue'))
const states = readdirSync('gallery/states')
  .map((file) => readFileSync(`gallery/states/${file}`, 'utf8'))
  .join('\n')

describe('the gallery', () => {
  it.each(components)('shows %s', (file) => {
    expect(states).toContain(`from '@/components/${file}'`)
    expect(states).toContain(`<GalleryComponent name="${basename(file, '.vue')}">`)
  })
})
