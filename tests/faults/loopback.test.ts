import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { pageSession } from '../../src/api/session/pageSession'
import { stubBrowserGlobals } from './browserGlobals'
import { createHost, type Host } from './host'
import { startLoopback, type Loopback } from './loopback'
import { openPage } from './page'
import { drawPlan, hurried } from './plan'
import { createRandom } from './random'

/*
 * A few schedules through a real server in real time, all at once. They check the assumptions about the network on which
 * the schedules in virtual time rely.
 */

const SEEDS = Array.from({ length: 12 }, (_, index) => index + 1)
const FACTOR = 0.1
const plans = SEEDS.map((seed) => {
  const random = createRandom(seed)
  const plan = hurried(drawPlan(random), FACTOR)
  return { seed, plan, host: createHost(plan, random) }
})
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

let loopback: Loopback

beforeAll(async () => {
  // They stay: the pages close their streams some seconds after they are left, and this file has its worker to itself.
  stubBrowserGlobals()
  pageSession.end({ status: 'open' })
  loopback = await startLoopback(new Map(plans.map(({ seed, host }): [string, Host] => [`p${seed}`, host])))
  vi.stubGlobal('fetch', loopback.fetch)
})
afterAll(() => loopback.close())

describe.concurrent('a page over a real network', () => {
  it.each(plans)(
    'shows the truth after the schedule of seed $seed',
    { timeout: 120_000 },
    async ({ seed, plan, host }) => {
      host.start()
      await wait(plan.opensAt)
      const page = openPage(`p${seed}`, host.simulation, plan.traits)
      await wait(plan.healsAt - plan.opensAt)
      await vi.waitFor(
        () => {
          expect(host.simulation.truth.status).not.toBe('processing')
          expect(page.problemsNow()).toEqual([])
        },
        { timeout: 90_000, interval: 200 },
      )
      expect(page.problems).toEqual([])
      page.leave()
    },
  )
})
