import { createSession } from './session'

/** The session of this page. */
export const pageSession = createSession()
