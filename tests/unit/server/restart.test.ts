import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DataFolderInUseError, openDatabase } from '../../../server/database/database'
import { projectSnapshotSchema } from '../../../src/protocol/snapshot'
import { createFakeProducers } from './support/fakeProducers'
import { createGate } from './support/gate'
import { caller, PROJECTS, startStudio, temporaryFolder } from './support/studioServer'
import { watch } from './support/watch'

const JITI = createRequire(import.meta.url)
  .resolve('jiti/package.json')
  .replace('package.json', 'lib/jiti-cli.mjs')

/** Start a studio in a process of its own. `line` resolves with the next line that it prints. */
async function spawnStudio(dataDir: string) {
  const script = fileURLToPath(new URL('support/killableStudio.ts', import.meta.url))
  const child = spawn(process.execPath, [JITI, script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async () => String((await lines.next()).value)
  return { url: await line(), line, child }
}

describe('a studio that was killed in the middle of a run', { timeout: 30_000 }, () => {
  it('pauses the run at its next start, loses nothing, and can resume it', async () => {
    const dataDir = await temporaryFolder()
    const { url, line, child } = await spawnStudio(dataDir)
    const killed = caller(url)
    const id = await killed.create({ name: '桃花源记' })
    const other = await killed.create({ name: 'untouched' })
    await killed.call('POST', `${PROJECTS}${id}/run_pipeline/`)
    expect(await line()).toBe('hanging')
    child.kill('SIGKILL')
    await once(child, 'exit')

    const studio = await startStudio({ dataDir })
    const found = async (project: string) =>
      v.parse(projectSnapshotSchema, (await studio.call('GET', `${PROJECTS}${project}/`)).body)
    const cut = await found(id)
    expect(cut).toMatchObject({ name: '桃花源记', status: 'paused' })
    expect(cut.stages.map((stage) => stage.status)).toEqual([
      'completed',
      'completed',
      'pending',
      'pending',
      'pending',
    ])
    expect(cut.stages[2]?.error).toMatch(/重新启动/)
    expect(cut.stages[2]?.startedAt).toEqual(expect.any(Number))
    expect(cut.stages[2]?.data).toMatchObject([{ images: [{}] }, { images: [] }, { images: [] }])
    expect((await fetch(studio.url + String(cut.stillUrl))).status).toBe(200)
    expect(await found(other)).toMatchObject({ status: 'draft' })

    const stream = await watch(`${studio.url}/api/v1/sse/projects/${id}/`)
    await studio.call('POST', `${PROJECTS}${id}/resume/`)
    expect(await stream.ended).toBe('in good order')
    const pictures = stream.seen.filter(
      ({ message }) => message.type === 'item_completed' && message.itemType === 'image',
    )
    expect(pictures).toHaveLength(2)
    expect(await found(id)).toMatchObject({ status: 'completed', progress: 100 })
  })
})

describe('a studio that was closed in the middle of a run', () => {
  it('leaves the run paused and ends its streams', async () => {
    const dataDir = await temporaryFolder()
    const gate = createGate()
    const first = await startStudio({
      dataDir,
      producers: createFakeProducers({ before: (_, __, signal) => gate.pass(signal) }),
    })
    const id = await first.create()
    const stream = await watch(`${first.url}/api/v1/sse/projects/${id}/`)
    await first.call('POST', `${PROJECTS}${id}/run_pipeline/`)
    await first.stop()
    expect(await stream.ended).toBe('in good order')
    const second = await startStudio({ dataDir })
    expect((await second.call('GET', `${PROJECTS}${id}/`)).body).toMatchObject({ status: 'paused' })
  })
})

describe('a data folder', { timeout: 10_000 }, () => {
  it('belongs to one studio at a time', async () => {
    const dataDir = await temporaryFolder()
    const db = openDatabase(dataDir)
    expect(() => openDatabase(dataDir)).toThrow(DataFolderInUseError)
    db.close()
    openDatabase(dataDir).close()
  })

  it('written by a newer version is refused', async () => {
    const dataDir = await temporaryFolder()
    const db = openDatabase(dataDir)
    db.run('PRAGMA user_version = 999')
    db.close()
    expect(() => openDatabase(dataDir)).toThrow(/newer/)
  })
})
