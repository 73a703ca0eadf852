import type * as v from 'valibot'
import type { signedInSchema, renewedAccessSchema } from '../../src/protocol/accounts'
import type { faultListSchema } from '../../src/protocol/faultList'
import type { projectPageSchema, projectRowSchema } from '../../src/protocol/projectRows'
import type {
  commandAnswerSchema,
  projectSnapshotSchema,
  stageEntrySchema,
} from '../../src/protocol/snapshot'
import type { STAGE_DATA_SCHEMAS } from '../../src/protocol/stageData'
import type { Stage } from '../../src/protocol/stages'

/*
 * The studio's answers, typed by the schemas with which the page reads them. An answer that the page could not read, or
 * that lacks a field, does not compile.
 */

/** All fields of a wire shape, none left out, at every depth. Further fields are allowed: other clients read them. */
type Whole<T> = T extends readonly (infer Entry)[]
  ? readonly Whole<Entry>[]
  : T extends object
    ? { readonly [K in keyof T]-?: Whole<T[K]> } & Readonly<Record<string, unknown>>
    : T

type Answer<S extends v.GenericSchema> = Whole<v.InferInput<S>>

/** A row of the project list. */
export type ProjectRowAnswer = Answer<typeof projectRowSchema>
/** A page of the project list. */
export type ProjectPageAnswer = Answer<typeof projectPageSchema>
/** A stage's `output_data`. A field that does not apply is left out. */
export type OutputAnswer = NonNullable<v.InferInput<typeof stageEntrySchema>['output_data']> &
  Readonly<Record<string, unknown>>
/** A stage of a snapshot. */
export type StageAnswer = Whole<Omit<v.InferInput<typeof stageEntrySchema>, 'output_data'>> & {
  readonly output_data: OutputAnswer
}
/** A project with its stages. */
export type ProjectSnapshotAnswer = Whole<
  Omit<v.InferInput<typeof projectSnapshotSchema>, 'stages' | 'prompt_template_set'>
> & {
  readonly stages: readonly StageAnswer[]
}
/** A stage's `domain_data`. */
export type StageDataAnswer<S extends Stage = Stage> = {
  [One in S]: Answer<(typeof STAGE_DATA_SCHEMAS)[One]>
}[S]
/** The answer to a command. A field that does not apply is left out. */
export type CommandAnswer = v.InferInput<typeof commandAnswerSchema> & Readonly<Record<string, unknown>>
/** The answer to signing in and to registering. */
export type SignedInAnswer = Answer<typeof signedInSchema>
/** The answer to renewing access. */
export type RenewedAccessAnswer = Answer<typeof renewedAccessSchema>
/** The faults that can be asked for. */
export type FaultListAnswer = Answer<typeof faultListSchema>
