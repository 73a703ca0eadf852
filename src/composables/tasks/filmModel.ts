/** How far the export of a project's film is. */
export type FilmPhase =
  | { readonly name: 'none' }
  /** The command is on its way. */
  | { readonly name: 'starting' }
  | {
      readonly name: 'waiting' | 'running'
      readonly percent: number | null
      /** By the steady clock of the page; null if there is no estimate. */
      readonly endsAt: number | null
      readonly message: string | null
    }
  /** The server no longer knows it, or cannot be reached. */
  | { readonly name: 'unknown' }
  | { readonly name: 'failed'; readonly reason: string | null }
  | { readonly name: 'cancelled' }
  | { readonly name: 'ready'; readonly url: string }

/** One clip that is being made again. */
export interface ClipProgress {
  /** The number of its scene; null if that is not known. */
  readonly number: number | null
  readonly percent: number | null
  readonly endsAt: number | null
}

/** The film of a project as a file, and the clips that are made again for it. The properties are getters over reactive state. */
export interface FilmModel {
  readonly phase: FilmPhase
  /** Null while none is being made again. */
  readonly clip: ClipProgress | null
  /** Whether all clips are there. */
  readonly isReady: boolean
  /** Why the film cannot be exported now, in words; null if it can. */
  readonly obstacle: string | null
  /** The name of the file. */
  readonly fileName: string
  /** Why the last command was refused, in words; null if it was not. */
  readonly refusal: string | null
  readonly start: () => void
  readonly cancel: () => void
  readonly check: () => void
  readonly dismissRefusal: () => void
}
