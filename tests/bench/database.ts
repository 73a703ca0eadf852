import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { openDatabase, type Database } from '../../server/database/database'
import { findProject, insertProject, listProjects } from '../../server/database/projects'
import { completeStage, startStage } from '../../server/database/stages'
import { STAGES } from '../../src/protocol/stages'

/*
 * Measures the studio's database: `npx jiti tests/bench/database.ts`. Every figure is the median of five runs.
 */

const PROJECTS = 1000
const STORY = '晋太元中，武陵人捕鱼为业。'.repeat(50)

function median(measure: () => number): string {
  const times = Array.from({ length: 5 }, measure).sort((a, b) => a - b)
  return `${(times[2] ?? 0).toFixed(2)} ms`
}

function timed(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

/** A new database in a temporary folder. */
function inFolder(work: (folder: string) => number): number {
  const folder = mkdtempSync(join(tmpdir(), 'dailies-bench-'))
  try {
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function filled(work: (db: Database, id: string) => number): () => number {
  return () =>
    inFolder((folder) => {
      const db = openDatabase(folder)
      let id = ''
      for (let n = 0; n < PROJECTS; n += 1)
        id = insertProject(db, {
          name: `project ${n}`,
          description: '',
          story: STORY,
          aspectRatio: '9:16',
          filmLength: 'full',
        })
      const time = work(db, id)
      db.close()
      return time
    })
}

const rows: [string, () => number][] = [
  [
    'open a new folder, lock and schema included',
    () => inFolder((folder) => timed(() => openDatabase(folder).close())),
  ],
  [
    'store a project of 650 characters with its stages (one transaction, on disk)',
    filled((db) => {
      const project = {
        name: 'n',
        description: '',
        story: STORY,
        aspectRatio: '9:16' as const,
        filmLength: 'full' as const,
      }
      return timed(() => Array.from({ length: 100 }, () => insertProject(db, project))) / 100
    }),
  ],
  [
    `first page of the list among ${PROJECTS}`,
    filled((db) =>
      timed(() => listProjects(db, { ownerId: null, search: null, status: null, limit: 20, offset: 0 })),
    ),
  ],
  [
    `search among ${PROJECTS} whole stories`,
    filled((db) =>
      timed(() => listProjects(db, { ownerId: null, search: '渔人', status: null, limit: 20, offset: 0 })),
    ),
  ],
  [
    'start and end one stage',
    filled(
      (db, id) =>
        timed(() => {
          for (const stage of STAGES) {
            startStage(db, id, stage, {})
            completeStage(db, id, stage, {})
          }
        }) / STAGES.length,
    ),
  ],
  ['find one project', filled((db, id) => timed(() => findProject(db, id)))],
]

process.stdout.write(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}\n\n`)
for (const [name, measure] of rows) process.stdout.write(`${median(measure).padStart(10)}  ${name}\n`)
