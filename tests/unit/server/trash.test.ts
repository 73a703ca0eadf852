import { mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createStudio } from '../../../server/studio'
import { createFakeProducers } from './support/fakeProducers'
import { PROJECTS, startStudio, temporaryFolder } from './support/studioServer'

const LEFT_BEHIND = 'AAAAAAAAAAAAAAAAAAAAAA.jpg'
const UNFINISHED = 'BBBBBBBBBBBBBBBBBBBBBQ.mp4.part'
const DAY_MS = 24 * 60 * 60 * 1000

const dayBefore = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10)

async function write(...path: string[]): Promise<void> {
  const file = join(...path)
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, 'x')
}

/** All files below a folder, as sorted paths. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}

/** A data folder in which a project has run to its end. */
async function folderWithFilm(): Promise<string> {
  const studio = await startStudio()
  const id = await studio.create()
  await studio.call('POST', `${PROJECTS}${id}/run_pipeline/`)
  await expect
    .poll(async () => (await studio.call('GET', `${PROJECTS}${id}/`)).body['status'], { timeout: 20_000 })
    .toBe('completed')
  await studio.stop()
  return studio.dataDir
}

describe('the start of a studio', () => {
  it('loses no file that is not its own', async () => {
    const dataDir = await folderWithFilm()
    const others = [
      'family.jpg',
      'PXL_20231224_183012345.jpg',
      'holiday/AAAAAAAAAAAAAAAAAAAAAA.jpg',
      'short.mp4',
    ]
    for (const name of others) await write(dataDir, 'media', name)
    const before = await filesIn(join(dataDir, 'media'))
    await startStudio({ dataDir })
    expect(await filesIn(join(dataDir, 'media'))).toEqual(before)
  })

  it('keeps all media when the database was moved away', async () => {
    const dataDir = await folderWithFilm()
    const before = await filesIn(join(dataDir, 'media'))
    expect(before.length).toBeGreaterThan(0)
    for (const name of await readdir(dataDir))
      if (name.startsWith('studio.db')) await rename(join(dataDir, name), join(await temporaryFolder(), name))
    await startStudio({ dataDir })
    expect(await filesIn(join(dataDir, 'media'))).toEqual(before)
  })

  it('puts what a killed run left behind into the trash, and says so', async () => {
    const dataDir = await folderWithFilm()
    const used = await filesIn(join(dataDir, 'media'))
    await write(dataDir, 'media', LEFT_BEHIND)
    await write(dataDir, 'media', UNFINISHED)
    const notices: string[] = []
    const studio = createStudio({
      dataDir,
      env: {},
      producers: createFakeProducers(),
      onBug: () => undefined,
      onNotice: (line) => notices.push(line),
    })
    await studio.close()
    expect(await filesIn(join(dataDir, 'media'))).toEqual(used)
    expect(await filesIn(join(dataDir, 'trash'))).toEqual([
      `${dayBefore(0)}/${LEFT_BEHIND}`,
      `${dayBefore(0)}/${UNFINISHED}`,
    ])
    expect(notices).toEqual([expect.stringMatching(/^2 media files .* moved to .*trash/)])
  })

  it('empties the trash after 30 days, of its own files only', async () => {
    const dataDir = await temporaryFolder()
    const kept = [
      `${dayBefore(29)}/${LEFT_BEHIND}`,
      `${dayBefore(40)}/family.jpg`,
      `old/${LEFT_BEHIND}`,
      LEFT_BEHIND,
    ]
    for (const path of [...kept, `${dayBefore(40)}/${LEFT_BEHIND}`, `${dayBefore(50)}/${UNFINISHED}`])
      await write(dataDir, 'trash', path)
    await startStudio({ dataDir })
    expect(await filesIn(join(dataDir, 'trash'))).toEqual([...kept].sort())
    expect(await readdir(join(dataDir, 'trash'))).not.toContain(dayBefore(50))
  })
})
