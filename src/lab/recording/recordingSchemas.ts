import * as v from 'valibot'
import type { ConnectionFault, ConnectionState } from '@/transport/connectionState'
import { FORMAT } from './recording'

const FAULTS = {
  network: 'network',
  silent: 'silent',
  ended: 'ended',
  server: 'server',
  unauthorized: 'unauthorized',
  forbidden: 'forbidden',
  not_found: 'not_found',
  not_a_stream: 'not_a_stream',
  frame_too_large: 'frame_too_large',
} as const satisfies { [F in ConnectionFault]: F }
const fault = v.enum(FAULTS)

const open = v.pipe(
  v.object({
    status: v.literal('open'),
    since: v.number(),
    withoutAuthorization: v.optional(v.literal(true)),
  }),
  // An absent field stays absent instead of becoming undefined.
  v.transform(({ status, since, withoutAuthorization }) => ({
    status,
    since,
    ...(withoutAuthorization && { withoutAuthorization }),
  })),
)

const STATES = {
  idle: v.object({ status: v.literal('idle') }),
  connecting: v.object({ status: v.literal('connecting'), attempt: v.number() }),
  open,
  waiting: v.object({
    status: v.literal('waiting'),
    attempt: v.number(),
    since: v.number(),
    retryAt: v.number(),
    fault,
  }),
  closed: v.object({ status: v.literal('closed'), fault: v.nullable(fault) }),
} satisfies { [S in ConnectionState['status']]: unknown }
const connectionState = v.variant('status', [
  STATES.idle,
  STATES.connecting,
  STATES.open,
  STATES.waiting,
  STATES.closed,
])

/** The first line. The version is checked afterwards, so that a newer one can be named. */
export const headerSchema = v.object({
  format: v.literal(FORMAT),
  version: v.union([v.number(), v.string()]),
  url: v.fallback(v.string(), ''),
  stage: v.fallback(v.nullable(v.string()), null),
  startedAt: v.fallback(v.number(), 0),
})

const bytes = { text: v.optional(v.string()), base64: v.optional(v.string()) }

/** Every further line. */
export const entrySchema = v.variant('kind', [
  v.object({
    kind: v.literal('frame'),
    at: v.number(),
    ...bytes,
    data: v.optional(v.string()),
    event: v.optional(v.nullable(v.string())),
    id: v.optional(v.nullable(v.string())),
  }),
  v.object({ kind: v.literal('comment'), at: v.number(), comment: v.string(), ...bytes }),
  v.object({ kind: v.literal('connection'), at: v.number(), state: connectionState }),
  v.object({ kind: v.literal('snapshot'), at: v.number(), requestedAt: v.number(), body: v.unknown() }),
])

/** An entry as it is written. */
export type WrittenEntry = v.InferOutput<typeof entrySchema>
