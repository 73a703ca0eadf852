import { pageSession } from '../../src/api/session/pageSession'
// Loaded on demand without a shared worker, so it must be loaded before time is virtual.
import '../../src/worker/hub/tabHub'
import { stubBrowserGlobals } from './browserGlobals'
import { fetchFromHost } from './fetchFromHost'
import { TEXT_STAGES, type Stage } from '../../src/protocol/stages'
import { createHost, type Host } from './host'
import { openPage, type Page } from './page'
import { drawPlan, type Plan } from './plan'
import { createRandom } from './random'
import type { Traits } from './traits'
import { startVirtualTime, type VirtualTime } from './virtualTime'

/** The result of a schedule. */
export interface Outcome {
  readonly plan: Plan
  /** Empty if no page ever showed anything wrong, and all showed the truth in the end. */
  readonly problems: readonly string[]
}

/** After this long a page shows the truth, whatever happened: the longest wait for a snapshot is 160 s. */
const TIME_TO_MEND_MS = 240_000
/** A page stays connected this long after it was left. */
const TIME_TO_LEAVE_MS = 20_000

/** The length of a run without faults, and how soon a page then has to show each piece of text. */
const CALM_RUN_MS = 60_000
const LIVE_MS = 1_500
/** A page that holds no stream looks this often, and then still has to open one. */
const LOOK_MS = 16_000

/**
 * Run the project once more: the page must show it live, whatever happened before. If messages have neither timestamps
 * nor growing ids, a stage that starts again only shows after a snapshot confirmed it. The same holds for messages of a worker
 * whose clock is behind; a text that was written before then is only complete at its end. Where no idle streams are
 * welcome, the page has to find the run first; texts that were begun before are only complete at their end.
 */
async function watchNextRun(
  time: VirtualTime,
  { simulation }: Host,
  pages: readonly Page[],
  { ids, timestamps, welcomesIdle, secondWorkerBehindMs }: Traits,
) {
  const isOrdered = timestamps || ids === 'growing'
  const { texts, truth } = simulation
  const problems = new Set<string>()
  const before = new Map(TEXT_STAGES.map((stage) => [stage, texts[stage].length]))
  const begunUnseen = new Set<Stage>()
  void simulation.act('runFrom')
  const isDoubted = () => simulation.worker() === 'second' && secondWorkerBehindMs > 0
  for (let passed = 0; passed < CALM_RUN_MS; passed += LIVE_MS) {
    const written = new Map(TEXT_STAGES.map((stage) => [stage, texts[stage][before.get(stage) ?? 0] ?? '']))
    await time.pass(LIVE_MS)
    for (const [stage, text] of written) {
      if (!welcomesIdle && passed < LOOK_MS && text !== '') begunUnseen.add(stage)
      if (!isOrdered || begunUnseen.has(stage) || truth.stages[stage].status !== 'processing') continue
      const isLive = (page: Page) =>
        page.text(stage).startsWith(text) || (isDoubted() && page.text(stage) === '')
      if (!pages.every(isLive)) problems.add(`${stage} is not shown live`)
    }
  }
  return problems
}

/** Play the schedule of a seed in virtual time. The same seed always gives the same schedule. */
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
    Object.assign(globalThis, { fetch: fetchFromHost(host) })
    if (plan.traits.asksForSignIn) pageSession.begin({ username: 'ming', access: '1', refresh: 'r1' })
    else pageSession.end({ status: 'open' })
    host.start()
    await time.pass(plan.opensAt)
    const open = () => openPage(`p${seed}`, host.simulation, plan.traits)
    const pages = [open()]
    const joinsAt = plan.joinsAt ?? plan.healsAt
    await time.pass(joinsAt - plan.opensAt)
    if (plan.joinsAt !== null) pages.push(open())
    await time.pass(plan.healsAt - joinsAt + TIME_TO_MEND_MS)
    for (const page of pages) problems.push(...page.problemsNow())
    problems.push(...(await watchNextRun(time, host, pages, plan.traits)))
    for (const page of pages) problems.push(...page.problems, ...page.problemsNow())
    for (const page of pages) page.leave()
    await time.pass(TIME_TO_LEAVE_MS)
    if (host.openStreams() > 0) problems.push(`${host.openStreams()} streams are still open`)
  } finally {
    globalThis.fetch = machineFetch
    Math.random = machineRandom
    time.end()
    restoreGlobals()
  }
  return { plan, problems }
}
