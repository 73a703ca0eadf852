import { Hono } from 'hono'
import { BATCH_COUNTS, type WireBatch, type WireBatchStatus } from '../../src/protocol/batches'
import { copiesOf, findBatch, type BatchRecord } from '../database/batches'
import { isUnderWay } from '../jobs/batchRunner'
import { openBatchStream } from '../streams/batchStream'
import { say } from '../texts'
import type { Language } from '../words/language'
import { notFound } from './httpError'
import { fields, numberWithin, ownId, readInput } from './input'
import { onlyPost } from './onlyPost'
import { ownedProject } from './projectRoutes'
import { errorText } from './projectView'
import { isoTime } from './wireValues'
import { isOthers, languageOf, type StudioContext, type StudioEnv } from './request'
import type { StudioServices } from './services'
import { answerWithStream } from './streamAnswer'

const startInput = fields({
  projectId: ownId,
  count: numberWithin(BATCH_COUNTS.least, BATCH_COUNTS.most),
})

/** Batches, several versions of a project's text: start one, look at it, follow it. */
export function batchRoutes(studio: StudioServices): Hono<StudioEnv> {
  const routes = new Hono<StudioEnv>({ strict: false })
  routes.get('/', onlyPost)
  routes.post('/', async (c) => {
    const { projectId, count } = await readInput(c, startInput)
    const project = ownedProject(studio, c, projectId)
    const batchId = studio.batches.start(project, Math.floor(count ?? BATCH_COUNTS.usual), languageOf(c))
    return c.json({ batchId }, 202)
  })
  routes.get('/:id', (c) => c.json(batchView(studio, batchOf(studio, c), languageOf(c))))
  routes.get('/:id/events', (c) => openStream(studio, c))
  return routes
}

/** The batch of a request's `:id`. Throws a 404 where there is none, or where it belongs to another account. */
function batchOf(studio: StudioServices, c: StudioContext): BatchRecord {
  const batch = studio.faults?.take('lost_batch') ? null : findBatch(studio.db, c.req.param('id') ?? '')
  if (!batch || isOthers(c, batch)) throw notFound(say(languageOf(c), 'unknownJob'))
  return batch
}

function statusView(studio: StudioServices, batch: BatchRecord, language: Language) {
  return {
    batchId: batch.id,
    status: batch.status,
    statusVersion: batch.version,
    startedAt: isoTime(batch.started_at),
    completedAt: isoTime(batch.completed_at),
    errorCode: batch.error_code,
    errorMessage:
      batch.error_message === null ? null : errorText(batch.error_message, language, 'jobCutByRestart'),
    tokenUsage: null,
    copyCount: copiesOf(studio.db, batch.id).length,
  } satisfies WireBatchStatus
}

function batchView(studio: StudioServices, batch: BatchRecord, language: Language): WireBatch {
  return {
    ...statusView(studio, batch, language),
    projectId: batch.project_id,
    count: batch.count,
    createdAt: isoTime(batch.created_at),
    updatedAt: isoTime(batch.updated_at),
    copies: copiesOf(studio.db, batch.id),
  }
}

function openStream(studio: StudioServices, c: StudioContext): Response {
  const { id } = batchOf(studio, c)
  const language = languageOf(c)
  const source = {
    status() {
      const batch = findBatch(studio.db, id)
      return batch && { ...statusView(studio, batch, language), timestamp: new Date().toISOString() }
    },
    end() {
      const batch = findBatch(studio.db, id)
      return batch && !isUnderWay(batch) ? { batchId: id, finalStatus: batch.status } : null
    },
    watch: (watcher: Parameters<typeof studio.batches.watch>[1]) => studio.batches.watch(id, watcher),
    goneText: say(language, 'batchDeleted'),
  }
  return answerWithStream(c, (response) => openBatchStream(source, response, studio.faults))
}
