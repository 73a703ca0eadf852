/** A stage did not succeed; the message is the stage's error in words for a person. */
export class StageFailedError extends Error {
  override readonly name = 'StageFailedError'
}

/** The words of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error && thrown.message !== '' ? thrown.message : String(thrown)
}
