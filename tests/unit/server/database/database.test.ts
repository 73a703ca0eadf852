import { expect, it } from 'vitest'
import { openDatabase } from '../../../../server/database/database'
import { insertProject, listProjects } from '../../../../server/database/projects'
import { storageProblemOf } from '../../../../server/storage/storageProblem'
import { temporaryFolder } from '../support/studioServer'

const QUERY = { ownerId: null, search: null, status: null, limit: 9, offset: 0 }

it('a database without room says so, keeps what it has, and can be used again', async () => {
  const db = openDatabase(await temporaryFolder())
  const create = (story: string) =>
    insertProject(db, { name: 'x', description: '', story, aspectRatio: '1:1', filmLength: 'full' })
  create('short')
  const pages = db.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0
  db.get(`PRAGMA max_page_count = ${pages + 2}`)
  let problem: unknown = null
  try {
    create('long'.repeat(50_000))
  } catch (error) {
    problem = storageProblemOf(error)
  }
  expect(problem).toBe('diskFull')
  expect(listProjects(db, QUERY).count).toBe(1)
  db.get('PRAGMA max_page_count = 100000')
  create('long'.repeat(50_000))
  expect(listProjects(db, QUERY).count).toBe(2)
  db.close()
})
