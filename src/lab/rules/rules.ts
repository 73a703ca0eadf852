/*
 * The rules of the lab. To add one: name it here, report it in one of the `…Rules.ts` files beside this one, give it a
 * sentence in `lab.finding.<rule>` of each language, a row in docs/lab.md and a stream in tests/fixtures/lab.
 */

/** `fault`: violates the contract. `warning`: the stream works, but deserves a look. `note`: good to know. */
export type Severity = 'fault' | 'warning' | 'note'

interface RuleFacts {
  /** Severity of a finding unless the check reports another one. */
  readonly severity: Severity
  /** The parameter that measures how bad a case is: the sentence describes the worst case instead of the first. */
  readonly worst?: string
  /** The parameter that collects the names of all cases. */
  readonly names?: string
}

/** Every rule that a stream can break. The last words of each comment are the parameters of its sentence. */
export const RULES = {
  /** A frame's data does not match its schema. `path`, `expected` and `received` of the first case. */
  malformed: { severity: 'fault' },
  /** A message type that this version does not know. `types`. */
  unknown_type: { severity: 'warning', names: 'types' },
  /** A stage that the product does not show. `stages`. */
  foreign_stage: { severity: 'note', names: 'stages' },
  /** The first message of a stream is not `connected`. `type`. */
  connected_not_first: { severity: 'fault' },
  /** A message follows the one that ends the stream. `type`. */
  after_end: { severity: 'fault' },
  /** The stream closed or was cut without a message that ends it. `gapMs`. */
  end_missing: { severity: 'fault' },
  /** A stage was running when the recording ended, and nothing says how it continued. `stage`. */
  stage_unfinished: { severity: 'warning' },
  /** A stage ended without `done` or `error`: only its successor or the end of the run shows it. `stage`. */
  done_missing: { severity: 'fault' },
  /** Progress decreased within a run of a stage. `stage`, `from`, `to`. */
  progress_back: { severity: 'warning' },
  /** Progress reached 100 before the stage ended. `stage`. */
  progress_early: { severity: 'note' },
  /** `full_text` is not the sum of all `content`. `stage`, `expected`, `actual` (lengths), `at` (first difference). */
  text_gap: { severity: 'fault' },
  /** The text of `done` differs from the tokens. `stage`, `expected`, `actual`, `at`. */
  final_text_differs: { severity: 'warning' },
  /** Only some messages have an id, so a gap cannot be repaired. `missing`, `messages`. */
  ids_missing: { severity: 'warning' },
  /** An id was repeated, or ids decreased. `id`. */
  ids_repeat: { severity: 'warning' },
  /** `timestamp` decreased: messages are out of order. `byMs`. */
  time_back: { severity: 'warning', worst: 'byMs' },
  /** The same frame arrived twice. */
  duplicate: { severity: 'fault' },
  /** No heartbeat for longer than the server's own interval. `intervalMs`, `gapMs`. */
  heartbeat_late: { severity: 'warning', worst: 'gapMs' },
  /** Long silence and not a single comment: a dead connection looks the same as a quiet one. `gapMs`. */
  heartbeat_missing: { severity: 'warning', worst: 'gapMs' },
  /** Many frames at once after silence: something on the way buffers. `frames`, `gapMs`. */
  burst: { severity: 'warning', worst: 'frames' },
  /** A frame is very large. `bytes`. */
  giant_frame: { severity: 'warning', worst: 'bytes' },
  /** Bytes that are not UTF-8. */
  not_utf8: { severity: 'fault' },
  /** The connection was lost and opened again. `times`. */
  reconnected: { severity: 'warning', worst: 'times' },
} as const satisfies Record<string, RuleFacts>

/** The name of a rule. */
export type Rule = keyof typeof RULES

/** What is known of a rule. */
export function factsOf(rule: Rule): RuleFacts {
  return RULES[rule]
}
