import { say } from '../texts'
import { HttpError } from './httpError'
import { languageOf, type StudioContext } from './request'

/** Answer a look at an address that only accepts POST. A page asks with HEAD, which reaches the routes of GET, whether it exists. */
export function onlyPost(c: StudioContext): Response {
  if (c.req.method === 'HEAD') return c.body(null)
  c.header('Allow', 'POST')
  throw new HttpError(405, { detail: say(languageOf(c), 'onlyPost') })
}
