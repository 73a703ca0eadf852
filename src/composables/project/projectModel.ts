import type { TextSource } from '@/presentation/textGrowth'
import type { RunFacts } from '@/pipeline/selectors'
import type { ProjectInfo, Scene, StageState } from '@/pipeline/state'
import type { AspectRatio } from '@/protocol/aspectRatios'
import type { Stage } from '@/protocol/stages'
import type { Delivery } from '@/stores/shared/deliveryWatch'
import type { CommandSubject, RunRequest } from '@/stores/project/projectCommands'
import type { RunStatus } from '@/stores/project/projectStore'
import type { LoadState } from '@/stores/shared/loadState'
import type { ConnectionState } from '@/transport/connectionState'

/** A stage and its status. */
export type StageWithStatus = Pick<StageState, 'stage' | 'status'>

/** A stage as a page shows it. Stages change independently: a token of one renders nothing of the others. */
export interface ShownStage {
  readonly name: Stage
  /** The stage, without the text that it is writing: a token leaves this object as it is. */
  readonly state: { readonly value: StageState }
  /** What the model has written; '' for a stage that writes no text. */
  readonly text: TextSource
}

/**
 * A project as its pages show it. The properties are getters over reactive state: read each one where it is rendered,
 * so that its changes render only that part of the page.
 */
export interface ProjectModel {
  readonly id: string
  /** Null until the first snapshot. */
  readonly info: ProjectInfo | null
  readonly load: LoadState
  readonly connection: ConnectionState
  readonly delivery: Delivery
  /** Whether the snapshot that follows the opening of a stream is still being fetched. */
  readonly checking: boolean
  /** When the server last sent anything, by the steady clock; null: never. */
  readonly lastReceivedAt: number | null
  /** When the run last changed as far as is known, by the steady clock; null: never. */
  readonly lastNewsAt: number | null
  readonly runStatus: RunStatus
  /** Whole percent over the five stages; null while nothing measurable is done. */
  readonly percent: number | null
  readonly queuePosition: number | null
  /** The five stages in their order. */
  readonly stages: readonly ShownStage[]
  /** Their statuses in the same order; the same object while none changes. */
  readonly statuses: readonly StageWithStatus[]
  readonly scenes: readonly Scene[]
  /** The shape of the film. */
  readonly aspectRatio: AspectRatio
  /** How long the run has worked, in seconds. */
  readonly seconds: number
  /** What the account of the run is made from. */
  readonly runFacts: RunFacts
  /** The time by the server's clock, in milliseconds since the epoch. It stands still where nothing is known to go on. */
  readonly now: number
  /** Since when nothing is known, by the server's clock; null: everything is. */
  readonly lostAt: number | null
  /** Whether the project comes from a recording, so that no command can be sent. */
  readonly isReplay: boolean
  /** The command that is on its way; null if none is. */
  readonly sending: CommandSubject['name'] | null
  /** The stage that has failed, with the server's words; null if none has. */
  readonly failed: { readonly stage: Stage; readonly message: string } | null
  /** Why the last command about this stage was refused, in words; null if it was not. */
  readonly refusalOf: (stage: Stage) => string | null
  /** The same for a command about the whole project, or about a stage that is not among the open ones. */
  readonly refusalBeyond: (open: readonly Stage[]) => string | null
  readonly request: (request: RunRequest) => Promise<unknown>
  /** Run a failed stage again, and those after it. */
  readonly retry: (stage: Stage) => Promise<unknown>
  /** Make the item of one scene again, and nothing else. */
  readonly retryScene: (stage: Stage, sceneId: string) => Promise<unknown>
  readonly dismissRefusal: () => void
  /** Fetch the snapshot now, and open the stream again if it was given up. */
  readonly reload: () => Promise<void>
}
