import type { Copy } from '@/protocol/batches'

/** How far the versions of a project's text are. */
export type VariantsPhase =
  | { readonly name: 'none' }
  /** The command is on its way. */
  | { readonly name: 'starting' }
  | {
      readonly name: 'writing'
      readonly written: number
      /** Null if it is not known. */
      readonly total: number | null
      readonly percent: number | null
    }
  /** The server no longer knows them, or cannot be reached. */
  | { readonly name: 'unknown' }
  | { readonly name: 'failed'; readonly reason: string | null }
  /** All versions were written. */
  | { readonly name: 'ready' }
  /** Some versions were written. */
  | {
      readonly name: 'partial'
      readonly written: number
      readonly total: number | null
      readonly reason: string | null
    }

/** The versions of a project's text. The properties are getters over reactive state. */
export interface VariantsModel {
  readonly phase: VariantsPhase
  /** The versions that were written so far. */
  readonly copies: readonly Copy[]
  /** The text that the project has. */
  readonly text: string
  /** Whether there is a rewritten text to work on. */
  readonly isReady: boolean
  /** Why versions cannot be written now, in words; null if they can. */
  readonly obstacle: string | null
  /** Why the last command was refused, in words; null if it was not. */
  readonly refusal: string | null
  /** Whether the choice of a version is on its way. */
  readonly isChoosing: boolean
  readonly isComparing: boolean
  readonly showComparison: (isOpen: boolean) => void
  readonly start: (count: number) => void
  /** Make a version the project's text. */
  readonly choose: (copy: Copy) => void
  readonly dismissRefusal: () => void
}
