import { steadyNow } from './steadyClock'

/*
 * When the server was last heard, and when it last could not be reached: the truth about the network, of which the
 * browser's own word is only a hint. A server on this machine or in the local network needs no connection to the internet.
 */

let heardAt = -Infinity
let missedAt = -Infinity

/** The server has sent something. */
export function noteHeard(): void {
  heardAt = steadyNow()
}

/** The server could not be reached. */
export function noteMissed(): void {
  missedAt = steadyNow()
}

/** When the server was last heard and last missed, by the steady clock; `-Infinity`: never. */
export function lastContact(): { readonly heardAt: number; readonly missedAt: number } {
  return { heardAt, missedAt }
}
