/** A text that a person changes as a whole, and what becomes of it. */
export interface TextRequest {
  readonly title: string
  readonly label: string
  readonly text: string
  /** Rows of the text; a single line without. */
  readonly rows?: number
  /** The texts between which the person chooses; any text without. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[]
  /** The words on the button. */
  readonly confirm: string
  /** What is wrong with a text, in words; null if nothing is. */
  readonly check: (text: string) => string | null
  readonly act: (text: string) => void
}
