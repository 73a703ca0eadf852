import { join } from 'node:path'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { openAuth } from './auth/auth'
import { failInterruptedJobs } from './database/jobs'
import { openDatabase, type Database } from './database/database'
import { hasProjects, mediaFilesOf } from './database/projects'
import { CUT_BY_RESTART, recoverInterrupted } from './database/stages'
import { createFaults } from './faults/faults'
import { faultyProducers } from './faults/faultyProducers'
import { createApp } from './http/app'
import { settleGenerations } from './database/generations'
import { createBatchRunner, settleInterruptedBatches } from './jobs/batchRunner'
import { createExportRunner } from './jobs/exportRunner'
import { createJobRunner } from './jobs/jobRunner'
import { createPictureRunner } from './jobs/pictureRunner'
import { createTaskBoard } from './jobs/taskBoard'
import type { Producers } from './producers/types'
import { createRunner } from './runs/runner'
import { openDiskReserve } from './storage/diskReserve'
import { openMediaFiles, type MediaFiles } from './storage/mediaFiles'
import { emptyTrash, sweepMedia } from './storage/trash'
import { createHub } from './streams/hub'

/** The settings of a studio. */
export interface StudioOptions {
  /** The folder of the database and the media files; created where missing. */
  dataDir: string
  /**
   * `ALLOWED_HOSTS`: host names accepted besides loopback, separated by commas. `AUTH=on`: sign-in is required, and
   * `ACCESS_TTL_S` is the lifetime of access tokens in seconds. `FAULTS=on`: faults can be requested.
   */
  env: Readonly<Record<string, string | undefined>>
  /** They make the texts, pictures and clips, and are closed with the studio. */
  producers: Producers
  /** Called with internal errors, which no answer shows. */
  onBug: (error: unknown) => void
  /** Called with lines for the terminal of whoever runs the studio. */
  onNotice?: (line: string) => void
}

/** A running backend: REST, streams and media of the contract, over projects kept in a folder. */
export interface Studio {
  /** Answer a request below `/api` or `/media`. */
  listener(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Pause all runs, end all streams and unlock the folder. */
  close(): Promise<void>
}

/**
 * Open a studio. Runs that a restart or a kill interrupted are marked as paused.
 *
 * @throws DataFolderInUseError while another studio uses the same folder
 */
export function createStudio({ dataDir, env, producers, onBug, onNotice }: StudioOptions): Studio {
  const accessSeconds = readAccessSeconds(env['ACCESS_TTL_S'])
  const db = openDatabase(dataDir)
  recoverInterrupted(db)
  failInterruptedJobs(db, CUT_BY_RESTART)
  settleInterruptedBatches(db)
  settleGenerations(db, CUT_BY_RESTART)
  const media = openMedia(db, dataDir, onNotice)
  const hub = createHub()
  const faults = env['FAULTS'] === 'on' ? createFaults() : null
  const tasks = createTaskBoard(db)
  const parts = { db, hub, media, tasks, producers: faults ? faultyProducers(producers, faults) : producers }
  const runner = createRunner(parts, onBug)
  const jobs = createJobRunner(parts, faults, onBug)
  const batches = createBatchRunner(parts, onBug)
  const exports = createExportRunner(parts, faults, onBug)
  const pictures = createPictureRunner(parts, faults, onBug)
  const auth = env['AUTH'] === 'on' ? openAuth(db, dataDir, accessSeconds) : null
  const reserve = openDiskReserve(dataDir)
  const app = createApp(
    { ...parts, runner, jobs, batches, exports, pictures, reserve, faults, auth },
    readHosts(env['ALLOWED_HOSTS']),
    onBug,
  )
  return {
    listener: getRequestListener(app.fetch, { overrideGlobalObjects: false }),
    async close() {
      await runner.close()
      await jobs.close()
      await batches.close()
      await exports.close()
      await pictures.close()
      tasks.close()
      hub.close()
      await producers.close()
      db.close()
    },
  }
}

/**
 * Open the media files and put away those that no project uses. A database without projects says nothing about the files:
 * it may be new, because the one that they belong to was moved away.
 */
function openMedia(db: Database, dataDir: string, onNotice: StudioOptions['onNotice']): MediaFiles {
  const folder = join(dataDir, 'media')
  const trash = join(dataDir, 'trash')
  const media = openMediaFiles(folder)
  emptyTrash(trash)
  if (!hasProjects(db)) return media
  const { count, to } = sweepMedia(folder, new Set(mediaFilesOf(db, null)), trash)
  if (count > 0) onNotice?.(`${count} media files that no project uses were moved to ${to}`)
  return media
}

/** The default lifetime of access tokens. */
const ACCESS_SECONDS = 8 * 3600

function readAccessSeconds(text: string | undefined): number {
  if (text === undefined || text === '') return ACCESS_SECONDS
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new Error(`ACCESS_TTL_S must be a number of seconds, not "${text}"`)
  return Number(text)
}

function readHosts(list: string | undefined): string[] {
  return (list ?? '')
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '')
}
