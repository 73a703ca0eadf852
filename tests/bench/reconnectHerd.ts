import { cpus } from 'node:os'
import process from 'node:process'
import { backoffMs, RECONNECTION_TIME_MS } from '../../src/transport/backoff'
import { createRandom } from '../faults/random'

/*
 * Simulates the load on a restarting server from reconnecting clients: `npm run bench:herd`. All streams are cut at
 * nearly the same time. Attempts fail while the server is down, and the first one after that succeeds.
 */

const CLIENTS = 10_000
/** The streams of one process end within this time. */
const CUT_WITHIN_MS = 50
const DOWNTIMES_S = [0, 2, 5, 30]

/** The delay before the nth consecutive attempt, counted from 1; null stops reconnecting. */
type Policy = (attempt: number) => number | null

/** Fixed delays of 1, 2 and 3 s, then no more attempts. */
const fixed: Policy = (attempt) => (attempt <= 3 ? attempt * 1_000 : null)

const random = createRandom(1)
/** The policy of this product. */
const jittered: Policy = (attempt) =>
  backoffMs({
    attempt,
    reconnectionTimeMs: RECONNECTION_TIME_MS,
    retryAfterMs: null,
    random: random.next(),
  })

interface Herd {
  readonly attemptsAt: number[]
  /** When the last client reconnected. */
  readonly backAt: number
  readonly lost: number
}

function simulate(policy: Policy, downtimeMs: number): Herd {
  const attemptsAt: number[] = []
  let backAt = 0
  let lost = 0
  for (let client = 0; client < CLIENTS; client += 1) {
    let now = random.between(0, CUT_WITHIN_MS)
    for (let attempt = 1; ; attempt += 1) {
      const wait = policy(attempt)
      if (wait === null) {
        lost += 1
        break
      }
      now += wait
      attemptsAt.push(now)
      if (now < downtimeMs) continue
      backAt = Math.max(backAt, now)
      break
    }
  }
  return { attemptsAt, backAt, lost }
}

/** The maximum number of attempts in any window of this length. */
function peak(attemptsAt: readonly number[], windowMs: number): number {
  const sorted = [...attemptsAt].sort((a, b) => a - b)
  let first = 0
  let most = 0
  for (const [last, at] of sorted.entries()) {
    while (at - (sorted[first] ?? 0) >= windowMs) first += 1
    most = Math.max(most, last - first + 1)
  }
  return most
}

const write = (line: string) => process.stdout.write(`${line}\n`)
const format = (value: number) => value.toLocaleString('en')
const columns = ['away', 'waits', 'most in 1 s', 'most in 100 ms', 'last one back', 'never back']
const rows = DOWNTIMES_S.flatMap((downtime) =>
  [
    { name: 'fixed 1, 2, 3 s', policy: fixed },
    { name: 'backoff, full jitter', policy: jittered },
  ].map(({ name, policy }) => {
    const { attemptsAt, backAt, lost } = simulate(policy, downtime * 1_000)
    const back = backAt === 0 ? '–' : `${(backAt / 1_000).toFixed(1)} s`
    const peaks = [peak(attemptsAt, 1_000), peak(attemptsAt, 100)].map(format)
    return [`${downtime} s`, name, ...peaks, back, format(lost)]
  }),
)
const widths = columns.map((name, index) =>
  Math.max(name.length, ...rows.map((row) => row[index]?.length ?? 0)),
)
const line = (cells: readonly string[]) =>
  `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`

write(
  `${format(CLIENTS)} clients; Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}\n`,
)
write(line(columns))
write(line(widths.map((width) => '-'.repeat(width))))
for (const row of rows) write(line(row))
