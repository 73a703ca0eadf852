import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

interface ManifestChunk {
  readonly file: string
  readonly imports?: readonly string[]
  /** The files that it refers to, including workers. */
  readonly assets?: readonly string[]
}

type Manifest = Readonly<Record<string, ManifestChunk>>

const KB = 1000
const PAGES = [
  {
    name: 'list',
    entries: ['src/views/ProjectListView.vue', 'src/locales/zh-CN/list.json'],
    budget: 80 * KB,
  },
  {
    name: 'dashboard',
    entries: ['src/views/ProjectView.vue', 'src/locales/zh-CN/project.json'],
    budget: 116 * KB,
  },
  {
    name: 'stage',
    entries: ['src/views/StageView.vue', 'src/locales/zh-CN/project.json'],
    budget: 116.5 * KB,
  },
] as const
const ALWAYS = ['index.html', 'src/locales/zh-CN.ts']

/** The JavaScript that the first visit to a page loads. */
export interface PageSize {
  readonly name: (typeof PAGES)[number]['name']
  /** Gzipped size, in bytes. */
  readonly size: number
  /** The limit, in bytes. */
  readonly budget: number
}

/** The files that a set of entries loads, without repetition. */
function filesOf(manifest: Manifest, keys: readonly string[], seen = new Set<string>()): Set<string> {
  for (const key of keys) {
    const chunk = manifest[key]
    if (chunk === undefined) throw new Error(`The build has no chunk for ${key}`)
    if (seen.has(chunk.file)) continue
    seen.add(chunk.file)
    for (const asset of chunk.assets ?? []) seen.add(asset)
    filesOf(manifest, chunk.imports ?? [], seen)
  }
  return seen
}

function gzipSize(file: string): number {
  return gzipSync(readFileSync(join('dist', file)), { level: 9 }).length
}

/**
 * The gzipped JavaScript of the first visit to each page: the entry, the page's chunk, the texts of one language, their
 * static imports, and the workers they start. Reads the build in `dist`.
 */
export function pageSizes(): readonly PageSize[] {
  const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8')) as Manifest
  return PAGES.map(({ name, entries, budget }) => {
    const files = [...filesOf(manifest, [...ALWAYS, ...entries])].filter((file) => file.endsWith('.js'))
    return { name, budget, size: files.reduce((sum, file) => sum + gzipSize(file), 0) }
  })
}

/** Format a size for reports. */
export function kilobytes(bytes: number): string {
  return `${(bytes / KB).toFixed(1)} kB`
}
