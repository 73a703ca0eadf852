import * as v from 'valibot'
import { keep, readKeptJson } from '@/platform/keptValue'

/*
 * How long this person's runs took, kept in this browser. One entry a project: a project that runs again counts with its
 * newest run.
 */

const KEY = 'dailies:runs'
/** The newest runs say most about the next one. */
const MAX_RUNS = 20

const runSchema = v.object({
  projectId: v.string(),
  seconds: v.number(),
  characters: v.number(),
  scenes: v.nullable(v.number()),
  /** How long each stage worked, in seconds. */
  stages: v.optional(v.record(v.string(), v.number())),
})
/** A run that has ended. */
export type KeptPastRun = v.InferOutput<typeof runSchema>

/** Of each person by name; '' where nobody signs in. */
const keptSchema = v.record(v.string(), v.array(runSchema))

function readAll(): v.InferOutput<typeof keptSchema> {
  const kept = v.safeParse(keptSchema, readKeptJson('localStorage', KEY))
  return kept.success ? kept.output : {}
}

/** The runs of a person, the newest first. */
export function readPastRuns(person: string): readonly KeptPastRun[] {
  const all = readAll()
  return Object.hasOwn(all, person) ? (all[person] ?? []) : []
}

/** Keep a run of a person. It replaces an earlier one of the same project. */
export function keepPastRun(person: string, run: KeptPastRun): readonly KeptPastRun[] {
  const others = readPastRuns(person).filter(({ projectId }) => projectId !== run.projectId)
  const runs = [run, ...others].slice(0, MAX_RUNS)
  keep('localStorage', KEY, JSON.stringify({ ...readAll(), [person]: runs }))
  return runs
}
