const MAX_LENGTH = 80

/** A name or reason from the wire, short enough for a sentence. */
export function shortName(text: string): string {
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`
}
