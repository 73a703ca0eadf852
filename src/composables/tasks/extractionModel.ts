import type { ProposedScene } from '@/protocol/jobs'

/** How far the extraction of a project's scenes is. */
export type ExtractionPhase =
  | { readonly name: 'none' }
  /** The command is on its way. */
  | { readonly name: 'starting' }
  | {
      readonly name: 'waiting' | 'running' | 'matching'
      readonly percent: number | null
      readonly message: string | null
    }
  /** The server no longer knows it, or cannot be reached. */
  | { readonly name: 'unknown' }
  | { readonly name: 'failed'; readonly reason: string | null }
  | { readonly name: 'cancelled' }
  /** A result that cannot be read. */
  | { readonly name: 'malformed' }
  | { readonly name: 'proposed'; readonly scenes: readonly ProposedScene[] }

/** The extraction of a project's scenes. The properties are getters over reactive state. */
export interface ExtractionModel {
  readonly phase: ExtractionPhase
  /** Whether there is a rewritten text to work on. */
  readonly isReady: boolean
  /** Why it cannot be started now, in words; null if it can. */
  readonly obstacle: string | null
  /** Whether there already is a storyboard. */
  readonly isAgain: boolean
  /** Why the last command was refused, in words; null if it was not. */
  readonly refusal: string | null
  /** Whether the decision about the scenes is on its way. */
  readonly isDeciding: boolean
  /** Whether the preview of the proposed scenes is open. */
  readonly isPreviewOpen: boolean
  readonly showPreview: (isOpen: boolean) => void
  readonly start: () => void
  readonly cancel: () => void
  /** Make these scenes the storyboard. */
  readonly accept: (numbers: readonly number[]) => void
  readonly discard: () => void
  readonly dismissRefusal: () => void
  /** Hide how the last extraction ended. */
  readonly dismissOutcome: () => void
}
