import * as v from 'valibot'

/* The parts of a recording that are told as they are. */

const fault = v.picklist([
  'network',
  'silent',
  'ended',
  'server',
  'unauthorized',
  'forbidden',
  'not_found',
  'not_a_stream',
  'frame_too_large',
])

const open = v.pipe(
  v.object({
    status: v.literal('open'),
    since: v.number(),
    withoutAuthorization: v.optional(v.literal(true)),
  }),
  v.transform(({ status, since, withoutAuthorization }) => ({
    status,
    since,
    ...(withoutAuthorization && { withoutAuthorization }),
  })),
)

/** A state of the connection. */
export const connectionState = v.variant('status', [
  v.object({ status: v.literal('idle') }),
  v.object({ status: v.literal('connecting'), attempt: v.number() }),
  open,
  v.object({
    status: v.literal('waiting'),
    attempt: v.number(),
    since: v.number(),
    retryAt: v.number(),
    fault,
  }),
  v.object({ status: v.literal('closed'), fault: v.nullable(fault) }),
])
