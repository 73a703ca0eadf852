import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openDatabase, type Database } from '../../../../server/database/database'
import { insertProject, settleStatus } from '../../../../server/database/projects'
import {
  completeStage,
  interruptStage,
  recoverInterrupted,
  resetStages,
  stageOf,
  startStage,
  touchStage,
} from '../../../../server/database/stages'
import { temporaryFolder } from '../support/studioServer'

const STAGE = 'image_generation'
const BEGIN = Date.UTC(2026, 0, 1)

async function projectInDatabase(): Promise<{ db: Database; id: string }> {
  const db = openDatabase(await temporaryFolder())
  onTestFinished(() => db.close())
  return {
    db,
    id: insertProject(db, { name: '', description: '', story: '', aspectRatio: '1:1', filmLength: 'full' }),
  }
}
const at = (seconds: number) => vi.setSystemTime(BEGIN + seconds * 1000)
const atIso = (seconds: number) => new Date(BEGIN + seconds * 1000).toISOString()

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: BEGIN })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('an interrupted stage', () => {
  it('keeps the times of its start and of the pause', async () => {
    const { db, id } = await projectInDatabase()
    startStage(db, id, STAGE, {})
    at(17)
    interruptStage(db, id, STAGE)
    const { output, ...stage } = stageOf(db, id, STAGE)
    expect(stage).toMatchObject({ status: 'pending', started_at: BEGIN, completed_at: null })
    expect(JSON.parse(output)).toEqual({ interrupted_at: atIso(17) })
  })

  it('counts as interrupted at its last finished item after a kill, however late the studio restarts', async () => {
    const { db, id } = await projectInDatabase()
    startStage(db, id, STAGE, {})
    at(30)
    touchStage(db, id, STAGE)
    at(3600)
    recoverInterrupted(db)
    const { output, ...stage } = stageOf(db, id, STAGE)
    expect(stage).toMatchObject({ status: 'pending', started_at: BEGIN })
    expect(JSON.parse(output)).toEqual({ interrupted_at: atIso(30) })
  })

  it('continues with the time that it has worked, without the interruptions', async () => {
    const { db, id } = await projectInDatabase()
    startStage(db, id, STAGE, {})
    at(17)
    interruptStage(db, id, STAGE)
    at(100)
    startStage(db, id, STAGE, {})
    at(105)
    interruptStage(db, id, STAGE)
    at(200)
    startStage(db, id, STAGE, {})
    const stage = stageOf(db, id, STAGE)
    expect((Date.now() - (stage.started_at ?? NaN)) / 1000).toBe(17 + 5)
    expect(stage.output).toBe('{}')
  })

  it('starts from zero after a rollback, and when it runs again after completion', async () => {
    const { db, id } = await projectInDatabase()
    startStage(db, id, STAGE, {})
    at(17)
    interruptStage(db, id, STAGE)
    resetStages(db, id, [STAGE])
    at(100)
    startStage(db, id, STAGE, {})
    expect(stageOf(db, id, STAGE).started_at).toBe(Date.now())
    completeStage(db, id, STAGE, {})
    at(200)
    startStage(db, id, STAGE, {})
    expect(stageOf(db, id, STAGE).started_at).toBe(Date.now())
  })

  it('leaves the project paused, even in the first stage, and a draft after a rollback', async () => {
    const { db, id } = await projectInDatabase()
    expect(settleStatus(db, id)).toBe('draft')
    startStage(db, id, 'rewrite', {})
    interruptStage(db, id, 'rewrite')
    expect(settleStatus(db, id)).toBe('paused')
    resetStages(db, id, ['rewrite'])
    expect(settleStatus(db, id)).toBe('draft')
  })
})
