import { Hono, type MiddlewareHandler } from 'hono'
import * as v from 'valibot'
import { STAGES } from '../../src/protocol/stages'
import type { Faults } from '../faults/faults'
import { FAULT_TARGETS, FAULTS, type FaultName, type FaultTarget } from '../faults/kinds'
import type { FaultListAnswer } from './answers'
import { HttpError } from './httpError'
import { fields, numberWithin, oneOf, optional, ownId, readInput } from './input'
import type { StudioEnv } from './request'

/** How long a fault delays, unless the request says. */
const DEFAULT_DELAY_MS = 200
const MAX_DELAY_MS = 10 * 60_000
/** The size of an oversized frame, and the byte at which a stream is cut, unless the request says. */
const DEFAULT_BYTES: Partial<Record<FaultName, number>> = { cut_at: 2_000, giant: 5_000_000 }
/** Below the amount that a stream buffers for a slow reader. */
const MAX_BYTES = 7_000_000

const faultInput = fields({
  fault: oneOf(FAULTS),
  project_id: optional(ownId),
  stage: v.optional(v.fallback(v.nullable(v.picklist(STAGES)), null), null),
  target: v.optional(v.fallback(v.picklist(FAULT_TARGETS), 'rest'), 'rest'),
  job_type: optional(ownId),
  times: numberWithin(1, 1_000_000),
  ms: numberWithin(1, MAX_DELAY_MS),
  bytes: numberWithin(1, MAX_BYTES),
  code: numberWithin(400, 599),
})

/** Faults on request: `POST` adds one, `DELETE` removes all, `GET` lists those that exist. */
export function faultRoutes(faults: Faults): Hono<StudioEnv> {
  const routes = new Hono<StudioEnv>({ strict: false })
  routes.get('/', (c) => {
    const answer: FaultListAnswer = { faults: FAULTS }
    return c.json(answer)
  })
  routes.post('/', async (c) => {
    const input = await readInput(c, faultInput)
    const { fault, stage, target } = input
    faults.add({
      fault,
      stage,
      target,
      projectId: input.project_id ?? null,
      jobType: input.job_type ?? null,
      times: input.times ?? Infinity,
      ms: input.ms ?? DEFAULT_DELAY_MS,
      bytes: input.bytes ?? DEFAULT_BYTES[fault] ?? 0,
      code: input.code ?? 503,
    })
    return c.json({ fault }, 201)
  })
  routes.delete('/', (c) => {
    faults.clear()
    return c.body(null, 204)
  })
  return routes
}

/** Answer requests with the status that the fault `status` asks for. */
export function answerWithFaults(faults: Faults, target: FaultTarget): MiddlewareHandler<StudioEnv> {
  return async (_, next) => {
    const fault = faults.take('status', { target })
    if (fault) {
      const status = Math.min(Math.max(Math.trunc(fault.code), 400), 599) as 500
      throw new HttpError(status, { detail: `Requested fault: status ${status}` })
    }
    await next()
  }
}
