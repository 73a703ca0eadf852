/** How far another picture of a scene is. */
export type RedrawPhase =
  | { readonly name: 'none' }
  /** The request is on its way. */
  | { readonly name: 'sending' }
  | { readonly name: 'drawing' }
  | { readonly name: 'failed'; readonly reason: string | null }
  | { readonly name: 'unknown'; readonly doubt: 'forgotten' | 'overdue' | null }
  /** The person no longer waits for it. */
  | { readonly name: 'stopped' }
  /** The new picture is in the scene. */
  | { readonly name: 'done' }
  /** The server has made the picture, but did not put it into the scene. */
  | { readonly name: 'elsewhere'; readonly url: string }
  /** The server names no picture that may be shown. */
  | { readonly name: 'unsafe' }

/** What a person asks for. */
export interface RedrawWish {
  readonly prompt: string
  /** A picture to go by; null for none. */
  readonly reference: File | null
}

/** Another picture of a scene. The properties are getters over reactive state. */
export interface RedrawModel {
  readonly phase: RedrawPhase
  readonly number: number
  /** The prompt of the scene. */
  readonly prompt: string
  /** Why no picture can be asked for now, in words; null if one can. */
  readonly obstacle: string | null
  /** Why the last request was refused, in words; null if it was not. */
  readonly refusal: string | null
  readonly draw: (wish: RedrawWish) => void
  /** Wait no longer. */
  readonly stop: () => void
  readonly check: () => void
  readonly dismissRefusal: () => void
}
