import * as v from 'valibot'
import { listOf, requiredNumber } from './wireFields'

/*
 * What a rewrite did to a story. The studio puts it into the rewrite stage's `generation_metadata`, where other backends
 * have something else, or nothing.
 */

/** A stretch `[start, end)` of a text in UTF-16 units. */
type Stretch = readonly [start: number, end: number]

function isStretch(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((end) => typeof end === 'number')
}

/** What a rewrite did to a story, with the wire's names. */
export interface RewriteReport {
  /** How many sentences the story has, and how many of them the film narrates. */
  readonly sentences: number
  readonly used_sentences: number
  /** What the film leaves out: stretches of the original text, in order. */
  readonly left_out: readonly Stretch[]
  /** How many sentences were divided, tightened, dropped as repetitions, and given another order of words. */
  readonly divided: number
  readonly tightened: number
  readonly repeated: number
  readonly reordered: number
}

const reportSchema = v.pipe(
  v.object({
    sentences: requiredNumber,
    used_sentences: requiredNumber,
    left_out: listOf(v.custom<Stretch>(isStretch)),
    divided: requiredNumber,
    tightened: requiredNumber,
    repeated: requiredNumber,
    reordered: requiredNumber,
  }),
  v.transform((wire) => ({
    sentences: wire.sentences,
    usedSentences: wire.used_sentences,
    leftOut: wire.left_out,
    divided: wire.divided,
    tightened: wire.tightened,
    repeated: wire.repeated,
    reordered: wire.reordered,
  })),
)
/** What a rewrite did to a story, as the page knows it. */
export type RewriteNotes = v.InferOutput<typeof reportSchema>

/** The report in a stage's `generation_metadata`; null where there is none that can be read. */
export function readRewriteReport(metadata: unknown): RewriteNotes | null {
  const result = v.safeParse(reportSchema, metadata)
  return result.success ? result.output : null
}
