import { beginSession, endSession } from '../../src/api/session'
// What is loaded only where there is no shared worker must be there before time is virtual.
import '../../src/worker/tabHub'
import { stubBrowserGlobals } from './browserGlobals'
import { fetchFromHost } from './fetchFromHost'
import { createHost } from './host'
import { openPage } from './page'
import { drawPlan, type Plan } from './plan'
import { createRandom } from './random'
import { startVirtualTime } from './virtualTime'

/** How a schedule went. */
export interface Outcome {
  readonly plan: Plan
  /** Empty: the page never lied, and in the end knew the truth. */
  readonly problems: readonly string[]
}

/** By then a page knows the truth again, whatever happened: the rarest look at a snapshot comes after 160 s. */
const TIME_TO_MEND_MS = 240_000
/** A page that was left is connected a little longer. */
const TIME_TO_LEAVE_MS = 20_000

/** Play the schedule of a seed in virtual time: the same seed, the same schedule. */
export async function playSchedule(seed: number): Promise<Outcome> {
  const random = createRandom(seed)
  const plan = drawPlan(random)
  const time = startVirtualTime()
  const restoreGlobals = stubBrowserGlobals()
  const machineRandom = Math.random
  const machineFetch = globalThis.fetch
  const problems: string[] = []
  try {
    const host = createHost(plan, random)
    Math.random = createRandom(seed + 0.5).next
    globalThis.fetch = fetchFromHost(host)
    if (plan.traits.asksForSignIn) beginSession({ username: 'ming', access: '1', refresh: 'r1' })
    else endSession({ status: 'open' })
    host.start()
    await time.pass(plan.opensAt)
    const page = openPage(`p${seed}`, host.simulation, plan.traits)
    await time.pass(plan.healsAt - plan.opensAt + TIME_TO_MEND_MS)
    problems.push(...page.problems, ...page.problemsNow())
    page.leave()
    await time.pass(TIME_TO_LEAVE_MS)
    if (host.openStreams() > 0) problems.push(`${host.openStreams()} streams are left open`)
  } finally {
    globalThis.fetch = machineFetch
    Math.random = machineRandom
    time.end()
    restoreGlobals()
  }
  return { plan, problems }
}
