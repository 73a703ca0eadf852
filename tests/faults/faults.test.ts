import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { playSchedule } from './playSchedule'

const seed = Number(process.env['FAULTS_SEED'] ?? 1)
const runs = Number(process.env['FAULTS_RUNS'] ?? 200)

describe('a page', () => {
  it(
    `shows the truth after each of ${runs} schedules of faults, from seed ${seed} on`,
    { timeout: runs * 2_000 },
    async () => {
      const failures: string[] = []
      for (let run = seed; run < seed + runs; run += 1) {
        const { problems } = await playSchedule(run)
        if (problems.length === 0) continue
        failures.push(`seed ${run}: ${problems.join('; ')}`)
        console.info(`npm run faults -- --seed ${run} --runs 1\n  ${problems.join('\n  ')}`)
      }
      expect(failures).toEqual([])
    },
  )
})
