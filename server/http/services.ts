import type { Auth } from '../auth/auth'
import type { Faults } from '../faults/faults'
import type { StudioParts } from '../runs/runContext'
import type { Runner } from '../runs/runner'

/** What the routes work with. */
export interface StudioServices extends StudioParts {
  readonly runner: Runner
  /** Null unless the studio demands sign-in. */
  readonly auth: Auth | null
  /** Null unless faults may be asked for. */
  readonly faults: Faults | null
}
