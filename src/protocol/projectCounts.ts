import * as v from 'valibot'
import { PROJECT_STATUSES } from './projectRows'
import { number } from './wireFields'

type Counted = (typeof PROJECT_STATUSES)[number]

/** How many projects a person has, in all and of each status; null where the server does not say. */
export type ProjectCounts = Readonly<Record<Counted | 'total', number | null>>

/**
 * The statistics of a person's projects. Some servers write `draft`, others `draft_projects`.
 */
export const projectCountsSchema = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((wire): ProjectCounts => {
    const count = (name: string) => v.parse(number, wire[name] ?? wire[`${name}_projects`])
    return Object.fromEntries(
      ['total', ...PROJECT_STATUSES].map((name) => [name, count(name)]),
    ) as unknown as ProjectCounts
  }),
)
