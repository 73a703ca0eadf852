import { Hono, type MiddlewareHandler } from 'hono'
import { isStage } from '../../src/protocol/stages'
import type { Faults } from '../faults/faults'
import { FAULTS, type FaultName, type FaultTarget } from '../faults/kinds'
import { HttpError } from './httpError'
import { languageOf, readFields, readObject, type StudioEnv } from './request'

/** How long a fault that delays does so unless it says. */
const DEFAULT_DELAY_MS = 200
/** How large a frame is that is too large, or where in the stream it is cut, unless the fault says. */
const DEFAULT_BYTES: Partial<Record<FaultName, number>> = { cut_at: 2_000, giant: 5_000_000 }
/** No more than what a stream holds for a slow reader. */
const MAX_BYTES = 7_000_000

/**
 * Asking for faults: `POST {fault, project_id?, stage?, times?, ms?, bytes?, code?, target?}`, `DELETE` to be rid of
 * them. `GET` tells which there are.
 */
export function faultRoutes(faults: Faults): Hono<StudioEnv> {
  const routes = new Hono<StudioEnv>({ strict: false })
  routes.get('/', (c) => c.json({ faults: FAULTS }))
  routes.post('/', async (c) => {
    const body = await readObject(c)
    const fields = readFields(body, languageOf(c))
    const fault = FAULTS.find((name) => name === body['fault'])
    if (!fault) fields.fault('fault', 'notAChoice', { choices: FAULTS.join(', ') })
    const projectId = fields.text('project_id') ?? null
    const times = fields.positiveNumber('times') ?? Infinity
    const ms = fields.positiveNumber('ms') ?? DEFAULT_DELAY_MS
    const bytes = Math.min(fields.positiveNumber('bytes') ?? DEFAULT_BYTES[fault ?? 'giant'] ?? 0, MAX_BYTES)
    const code = fields.positiveNumber('code') ?? 503
    fields.check()
    if (!fault) return c.body(null, 400)
    const stage = isStage(body['stage']) ? body['stage'] : null
    const target: FaultTarget = body['target'] === 'stream' ? 'stream' : 'rest'
    faults.add({ fault, projectId, stage, target, times, ms, bytes, code })
    return c.json({ fault }, 201)
  })
  routes.delete('/', (c) => {
    faults.clear()
    return c.body(null, 204)
  })
  return routes
}

/** Answers requests with the status that the fault `status` asks for. */
export function answerWithFaults(faults: Faults, target: FaultTarget): MiddlewareHandler<StudioEnv> {
  return async (_, next) => {
    const fault = faults.take('status', { target })
    if (fault) {
      const status = Math.min(Math.max(Math.trunc(fault.code), 400), 599) as 500
      throw new HttpError(status, { detail: `a ${status} that was asked for` })
    }
    await next()
  }
}
