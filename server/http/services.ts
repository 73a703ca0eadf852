import type { Auth } from '../auth/auth'
import type { Faults } from '../faults/faults'
import type { StudioParts } from '../runs/runContext'
import type { BatchRunner } from '../jobs/batchRunner'
import type { ExportRunner } from '../jobs/exportRunner'
import type { JobRunner } from '../jobs/jobRunner'
import type { PictureRunner } from '../jobs/pictureRunner'
import type { Runner } from '../runs/runner'
import type { DiskReserve } from '../storage/diskReserve'

/** The parts of the studio that the routes use. */
export interface StudioServices extends StudioParts {
  readonly runner: Runner
  readonly jobs: JobRunner
  readonly batches: BatchRunner
  readonly exports: ExportRunner
  readonly pictures: PictureRunner
  readonly reserve: DiskReserve
  /** Null unless the studio requires sign-in. */
  readonly auth: Auth | null
  /** Null unless faults can be requested. */
  readonly faults: Faults | null
}
