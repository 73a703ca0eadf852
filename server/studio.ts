import { join } from 'node:path'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { openAuth } from './auth/auth'
import { openDatabase } from './database/database'
import { mediaFilesOf } from './database/projects'
import { recoverInterrupted } from './database/stages'
import { createFaults } from './faults/faults'
import { faultyProducers } from './faults/faultyProducers'
import { createApp } from './http/app'
import type { Producers } from './producers/types'
import { createRunner } from './runs/runner'
import { openMediaFiles } from './storage/mediaFiles'
import { createHub } from './streams/hub'

/** What a studio is made of. */
export interface StudioOptions {
  /** Folder of the database and the media files; created where missing. */
  dataDir: string
  /**
   * `ALLOWED_HOSTS`: host names let in besides loopback, separated by commas. `AUTH=on`: sign-in is demanded, with
   * `ACCESS_TTL_S`: seconds for which an access token is good. `FAULTS=on`: faults may be asked for.
   */
  env: Readonly<Record<string, string | undefined>>
  /** Makes the texts, pictures and clips. Closed with the studio. */
  producers: Producers
  /** Told of errors that nobody else will be told of. */
  onBug: (error: unknown) => void
}

/** A running backend: REST, streams and media of the contract, over projects kept in a folder. */
export interface Studio {
  /** Answers requests below `/api` and `/media`. */
  listener(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Stops all runs, so that they can be resumed, ends all streams and lets go of the folder. */
  close(): Promise<void>
}

/**
 * Opens a studio. Runs that a restart or a kill has cut are marked as paused.
 *
 * @throws DataFolderInUseError while another studio works in the same folder
 */
export function createStudio({ dataDir, env, producers, onBug }: StudioOptions): Studio {
  const accessSeconds = readAccessSeconds(env['ACCESS_TTL_S'])
  const db = openDatabase(dataDir)
  recoverInterrupted(db)
  const media = openMediaFiles(join(dataDir, 'media'), new Set(mediaFilesOf(db, null)))
  const hub = createHub()
  const faults = env['FAULTS'] === 'on' ? createFaults() : null
  const parts = { db, hub, media, producers: faults ? faultyProducers(producers, faults) : producers }
  const runner = createRunner(parts, onBug)
  const auth = env['AUTH'] === 'on' ? openAuth(db, dataDir, accessSeconds) : null
  const app = createApp({ ...parts, runner, faults, auth }, readHosts(env['ALLOWED_HOSTS']), onBug)
  return {
    listener: getRequestListener(app.fetch, { overrideGlobalObjects: false }),
    async close() {
      await runner.close()
      hub.close()
      await producers.close()
      db.close()
    },
  }
}

/** How long access lasts unless the environment says otherwise. */
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
