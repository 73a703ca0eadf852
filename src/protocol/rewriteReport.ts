import * as v from 'valibot'
import { requiredNumber } from './wireFields'

/*
 * What a rewrite did to a story. The studio puts it into the rewrite stage's `generation_metadata`, where other backends
 * have something else, or nothing.
 */

/** What a rewrite did to a story, with the wire's names. */
export interface RewriteReport {
  /** How many sentences the story has, and how many of them are told. */
  readonly sentences: number
  readonly used_sentences: number
  /** What is not told: stretches `[start, end)` of the original text in UTF-16 units, in order. */
  readonly left_out: readonly (readonly [start: number, end: number])[]
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
    left_out: v.array(v.tuple([v.number(), v.number()])),
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
export interface RewriteNotes extends Omit<v.InferOutput<typeof reportSchema>, 'leftOut'> {
  /** What is not told: stretches `[start, end)` of the story in UTF-16 units, in order. */
  readonly leftOut: readonly (readonly [start: number, end: number])[]
}

/** The report in a stage's `generation_metadata`; null where there is none that can be read. */
export function readRewriteReport(metadata: unknown): RewriteNotes | null {
  const result = v.safeParse(reportSchema, metadata)
  return result.success ? result.output : null
}
