import type { ServerResponse } from 'node:http'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { STREAM_HEADERS } from '../streams/heldStream'
import type { StudioContext } from './request'

/** Answer a request for a stream. `open` writes the stream to the response itself. */
export function answerWithStream(c: StudioContext, open: (response: ServerResponse) => void): Response {
  // HEAD reaches the routes of GET. It has no body, so there is nothing to hold the connection for.
  if (c.req.method === 'HEAD') return c.body(null, 200, STREAM_HEADERS)
  open(c.env.outgoing)
  return RESPONSE_ALREADY_SENT
}
