import { existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openDatabase, type Database } from '../../../server/database/database'
import { createApp } from '../../../server/http/app'
import { createBatchRunner } from '../../../server/jobs/batchRunner'
import { createJobRunner } from '../../../server/jobs/jobRunner'
import { createExportRunner } from '../../../server/jobs/exportRunner'
import { createPictureRunner } from '../../../server/jobs/pictureRunner'
import { createTaskBoard } from '../../../server/jobs/taskBoard'
import { createRunner } from '../../../server/runs/runner'
import { openDiskReserve } from '../../../server/storage/diskReserve'
import { openMediaFiles } from '../../../server/storage/mediaFiles'
import { createHub } from '../../../server/streams/hub'
import { createFakeProducers } from './support/fakeProducers'
import { createGate } from './support/gate'
import { caller, PROJECTS, temporaryFolder } from './support/studioServer'
import { watch } from './support/watch'

/** A disk that can be full: then nothing is written to the database or the media folder. */
interface Disk {
  isFull: boolean
}

/** The error that SQLite gives on a full disk. */
function noRoom(code: string): Error {
  return Object.assign(new Error('database or disk is full'), { code })
}

function databaseOn(disk: Disk, code: string, db: Database): Database {
  const check = () => {
    if (disk.isFull) throw noRoom(code)
  }
  return {
    ...db,
    run: (sql, ...values) => (check(), db.run(sql, ...values)),
    transaction: (work) => (check(), db.transaction(work)),
  }
}

/** A studio on such a disk, whose third picture waits at a gate. */
async function studioOnDisk(code = 'SQLITE_FULL') {
  const disk: Disk = { isFull: false }
  const gate = createGate()
  const dataDir = await temporaryFolder()
  const db = databaseOn(disk, code, openDatabase(dataDir))
  const media = openMediaFiles(dataDir)
  const bugs: unknown[] = []
  const tasks = createTaskBoard(db)
  const parts = {
    db,
    tasks,
    hub: createHub(),
    media: {
      ...media,
      write: async (...file: Parameters<typeof media.write>) => {
        if (disk.isFull) throw noRoom('ENOSPC')
        return media.write(...file)
      },
    },
    producers: createFakeProducers({
      before: (stage, scene, signal) =>
        stage === 'image_generation' && scene === 3 ? gate.pass(signal) : undefined,
    }),
  }
  const runner = createRunner(parts, (error) => bugs.push(error))
  const jobs = createJobRunner(parts, null, (error) => bugs.push(error))
  const batches = createBatchRunner(parts, (error) => bugs.push(error))
  const exports = createExportRunner(parts, null, (error) => bugs.push(error))
  const pictures = createPictureRunner(parts, null, (error) => bugs.push(error))
  const reserve = openDiskReserve(dataDir)
  const services = { ...parts, runner, jobs, batches, exports, pictures, reserve, auth: null, faults: null }
  const app = createApp(services, [], (error) => bugs.push(error))
  const listen = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  const server = createServer((request, response) => void listen(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    disk.isFull = false
    await runner.close()
    await jobs.close()
    await batches.close()
    await exports.close()
    await pictures.close()
    server.close()
    server.closeAllConnections()
    db.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { disk, gate, url, bugs, ...caller(url) }
}

type Studio = Awaited<ReturnType<typeof studioOnDisk>>

const snapshotOf = async (studio: Studio, id: string) =>
  (await studio.call('GET', `${PROJECTS}${id}/`)).body as {
    status: string
    stages: { status: string; error_message: string }[]
  }

/** Fill the disk in the middle of the third picture and wait until the run has ended. */
async function runOutOfRoom(studio: Studio): Promise<string> {
  const id = await studio.create()
  const stream = await watch(`${studio.url}/api/v1/sse/projects/${id}/`)
  await studio.call('POST', `${PROJECTS}${id}/run_pipeline/`)
  await studio.gate.reached
  studio.disk.isFull = true
  studio.gate.open()
  await stream.ended
  return id
}

afterEach(() => {
  vi.useRealTimers()
})

describe('a run on a disk that becomes full', () => {
  it.each([
    ['SQLITE_FULL', '服务器的磁盘满了'],
    ['SQLITE_IOERR_WRITE', '服务器无法写入数据文件夹'],
  ])('fails and says why, although nothing can be stored (%s)', async (code, words) => {
    const studio = await studioOnDisk(code)
    const id = await runOutOfRoom(studio)
    const snapshot = await snapshotOf(studio, id)
    expect(snapshot.status).toBe('failed')
    expect(snapshot.stages.map((stage) => stage.status)).toEqual([
      'completed',
      'completed',
      'failed',
      'pending',
      'pending',
    ])
    expect(snapshot.stages[2]?.error_message).toContain(words)
    const { results } = (await studio.call('GET', PROJECTS)).body as { results: { status: string }[] }
    expect(results.map((row) => row.status)).toEqual(['failed'])
  })

  it('is not resumed before there is room, and then goes on', async () => {
    const studio = await studioOnDisk()
    const id = await runOutOfRoom(studio)
    const refusal = await studio.call('POST', `${PROJECTS}${id}/retry_pipeline/`)
    expect(refusal).toMatchObject({
      status: 507,
      body: { detail: expect.stringContaining('磁盘满了') as string },
    })
    studio.disk.isFull = false
    const stream = await watch(`${studio.url}/api/v1/sse/projects/${id}/`)
    expect((await studio.call('POST', `${PROJECTS}${id}/retry_pipeline/`)).status).toBe(202)
    expect(await stream.ended).toBe('in good order')
    expect(await snapshotOf(studio, id)).toMatchObject({ status: 'completed' })
  })

  it('is settled by itself once there is room', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const studio = await studioOnDisk()
    const id = await runOutOfRoom(studio)
    vi.advanceTimersByTime(60_000)
    const { body } = await studio.call('GET', `${PROJECTS}${id}/task_status/`)
    expect(body).toMatchObject({ state: 'STARTED' })
    studio.disk.isFull = false
    vi.advanceTimersByTime(60_000)
    expect((await studio.call('GET', `${PROJECTS}${id}/task_status/`)).body).toMatchObject({
      state: 'FAILURE',
      error: expect.stringContaining('磁盘满了') as string,
    })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('can be paused in the middle, and is then paused', async () => {
    const studio = await studioOnDisk()
    const id = await studio.create()
    await studio.call('POST', `${PROJECTS}${id}/run_pipeline/`)
    await studio.gate.reached
    studio.disk.isFull = true
    expect((await studio.call('POST', `${PROJECTS}${id}/pause/`)).status).toBe(200)
    const snapshot = await snapshotOf(studio, id)
    expect(snapshot).toMatchObject({ status: 'paused' })
    expect(snapshot.stages[2]).toMatchObject({ status: 'pending' })
  })

  it('is not started where its start cannot be stored', async () => {
    const studio = await studioOnDisk()
    const id = await studio.create()
    studio.disk.isFull = true
    expect((await studio.call('POST', `${PROJECTS}${id}/run_pipeline/`)).status).toBe(507)
    expect(await snapshotOf(studio, id)).toMatchObject({ status: 'draft' })
  })
})

describe('deleting on a full disk', () => {
  it('has room that is kept for it, and again afterwards', async () => {
    const dataDir = await temporaryFolder()
    const file = join(dataDir, 'reserve')
    const reserve = openDiskReserve(dataDir)
    const { size } = statSync(file)
    const remove = vi.fn(() => {
      if (existsSync(file)) throw noRoom('SQLITE_FULL')
      return ['a.jpg']
    })
    expect(reserve.use(remove)).toEqual(['a.jpg'])
    reserve.fill()
    expect(statSync(file).size).toBe(size)
  })

  it('says so where even that is not enough', async () => {
    const reserve = openDiskReserve(await temporaryFolder())
    expect(() =>
      reserve.use(() => {
        throw noRoom('SQLITE_FULL')
      }),
    ).toThrow('full')
  })
})
