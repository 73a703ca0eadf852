import { spawn } from 'node:child_process'
import process from 'node:process'
import { parseArgs } from 'node:util'

/*
 * Plays random schedules of faults: `npm run faults -- --seed N --runs N`. Without a seed it draws and prints one. The
 * same seed plays the same schedules.
 */

const { values } = parseArgs({ options: { seed: { type: 'string' }, runs: { type: 'string' } } })
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9))
const runs = Number(values.runs ?? 1_000)
if (!Number.isInteger(seed) || !Number.isInteger(runs) || runs < 1) {
  console.error('usage: npm run faults -- [--seed N] [--runs N]')
  process.exit(2)
}
console.info(`${runs} schedules from seed ${seed} on`)
const child = spawn('npx', ['vitest', 'run', '--project', 'faults', 'tests/faults/faults.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, FAULTS_SEED: String(seed), FAULTS_RUNS: String(runs) },
})
child.on('exit', (code) => process.exit(code ?? 1))
