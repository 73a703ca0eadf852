/** A stage failed. The message is the stage's error, as text for a person. */
export class StageFailedError extends Error {
  override readonly name = 'StageFailedError'
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error && thrown.message !== '' ? thrown.message : String(thrown)
}
