import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/*
 * The JavaScript that the first visit to a page loads, in gzip: the entry, the page's own chunk, the texts of one
 * language, all that these import statically, and the workers that they start. Fails when a page is over its budget.
 */

interface ManifestChunk {
  readonly file: string
  readonly imports?: readonly string[]
  /** Files that it names, workers among them. */
  readonly assets?: readonly string[]
}

const KB = 1000
const PAGES = [
  { name: 'list', view: 'src/views/ProjectListView.vue', budget: 100 * KB },
  { name: 'dashboard', view: 'src/views/ProjectView.vue', budget: 120 * KB },
  { name: 'stage', view: 'src/views/StageView.vue', budget: 120 * KB },
] as const
const ALWAYS = ['index.html', 'src/locales/zh-CN.ts']

const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8')) as Record<string, ManifestChunk>

function chunk(key: string): ManifestChunk {
  const found = manifest[key]
  if (found === undefined) throw new Error(`The build has no chunk for ${key}`)
  return found
}

/** The files that a set of entries loads, each once. */
function filesOf(keys: readonly string[], seen = new Set<string>()): Set<string> {
  for (const key of keys) {
    const { file, imports = [], assets = [] } = chunk(key)
    if (seen.has(file)) continue
    seen.add(file)
    for (const asset of assets) seen.add(asset)
    filesOf(imports, seen)
  }
  return seen
}

function gzipSize(file: string): number {
  return gzipSync(readFileSync(join('dist', file)), { level: 9 }).length
}

for (const { name, view, budget } of PAGES) {
  const files = [...filesOf([...ALWAYS, view])].filter((file) => file.endsWith('.js'))
  const size = files.reduce((sum, file) => sum + gzipSize(file), 0)
  const verdict = size <= budget ? 'within' : 'OVER'
  console.log(
    `${name.padEnd(10)} ${(size / KB).toFixed(1).padStart(6)} kB gzip, ${verdict} ${budget / KB} kB`,
  )
  if (size > budget) process.exitCode = 1
}
