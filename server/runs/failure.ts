import { storageProblemOf } from '../storage/storageProblem'
import { say } from '../texts'
import type { Language } from '../words/language'

/** A stage failed. The message is the stage's error, as text for a person. */
export class StageFailedError extends Error {
  override readonly name = 'StageFailedError'
}

/** What anything that was thrown says to a person. */
export function wordsOf(thrown: unknown, language: Language): string {
  const problem = storageProblemOf(thrown)
  if (problem !== null) return say(language, problem)
  return thrown instanceof Error && thrown.message !== '' ? thrown.message : String(thrown)
}
