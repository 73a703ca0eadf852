/** What a command changes of one thing, in words: how it is, and how it will be. */
export interface Becoming {
  readonly what: string
  readonly now: string
  readonly becomes: string
  /** Whether something is lost that the same command does not make again. */
  readonly isLost: boolean
}

/** A command before it is sent: what it will change, which a person confirms. */
export interface Plan {
  readonly title: string
  readonly changes: readonly Becoming[]
  /** What else there is to know, such as how long it usually takes; null if there is nothing. */
  readonly note: string | null
  /** The words on the button that does it. */
  readonly confirm: string
  readonly act: () => void
}
