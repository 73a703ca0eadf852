import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { format, resolveConfig } from 'prettier'
import type { Row } from './context'

const FILE = 'docs/performance.md'
const BEGIN = '<!-- bench: begin -->'
const END = '<!-- bench: end -->'

/** The machine and the versions that were measured. */
export function machine(chromium: string): string {
  const all = cpus()
  const model = all[0]?.model ?? 'unknown processor'
  return `${all.length} cores (${model}), Node ${process.versions.node}, Chromium ${chromium}, headless`
}

/** The rows as a Markdown table. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ what, value, target, isReached }) =>
      `| ${what} | ${value} | ${target} | ${isReached ? 'yes' : '**no**'} |`,
  )
  return ['| what | value | target | reached |', '| --- | --- | --- | --- |', ...lines].join('\n')
}

/** Replace the table between the markers in the report. The text around it stays. */
export async function writeReport(rows: readonly Row[], where: string): Promise<void> {
  const before = readFileSync(FILE, 'utf8')
  const [begin, end] = [before.indexOf(BEGIN), before.indexOf(END)]
  if (begin < 0 || end < begin) throw new Error(`${FILE} has no place for the table`)
  const body = `${BEGIN}\n\n${where}.\n\n${table(rows)}\n\n`
  const after = before.slice(0, begin) + body + before.slice(end)
  writeFileSync(FILE, await format(after, { ...(await resolveConfig(FILE)), filepath: FILE }))
  console.log(`written to ${FILE}`)
}
