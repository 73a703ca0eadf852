import * as v from 'valibot'
import { FILM_LENGTHS } from './filmLength'
import { listOf, requiredNumber } from './wireFields'

/* What a film of each wished length would tell of a story, as far as a server can say before it is made. */

/** The answer to an estimate. */
export const filmEstimatesSchema = v.pipe(
  v.object({
    lengths: listOf(
      v.object({
        film_length: v.picklist(FILM_LENGTHS),
        scenes: requiredNumber,
        seconds: requiredNumber,
        sentences: requiredNumber,
        used_sentences: requiredNumber,
      }),
    ),
  }),
  v.transform((wire) =>
    wire.lengths.map((one) => ({
      filmLength: one.film_length,
      scenes: one.scenes,
      seconds: one.seconds,
      sentences: one.sentences,
      usedSentences: one.used_sentences,
    })),
  ),
)
/** The answer with the wire's names. */
export interface FilmEstimatesAnswer {
  readonly lengths: NonNullable<v.InferInput<typeof filmEstimatesSchema>['lengths']>
}
/** What a film of one wished length would be. It narrates `usedSentences` of the `sentences` in the story. */
export type FilmEstimate = v.InferOutput<typeof filmEstimatesSchema>[number]
