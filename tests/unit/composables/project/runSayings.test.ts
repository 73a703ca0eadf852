import { describe, expect, it } from 'vitest'
import { runSayings, type RunMoment } from '@/composables/project/runSayings'
import { STAGES, type Stage } from '@/protocol/stages'

type Status = RunMoment['stages'][number]['status']

/** A moment of a run; stages that are left out wait. */
function moment(
  run: RunMoment['run'],
  statuses: Partial<Record<Stage, Status>> = {},
  changes: Partial<RunMoment> = {},
): RunMoment {
  const stages = STAGES.map((stage) => ({ stage, status: statuses[stage] ?? 'pending' }))
  return { run, stages, failed: null, sceneCount: 12, isLost: false, ...changes }
}
const failed = { stage: 'image_generation', message: '模型没有回答' } as const

describe('what is said of a run', () => {
  it.each<[string, RunMoment, RunMoment, string]>([
    ['nothing when it becomes known', moment(null), moment('processing', { rewrite: 'running' }), ''],
    [
      'its beginning, and then its first stage',
      moment('draft'),
      moment('processing', { rewrite: 'running' }),
      'started, working rewrite',
    ],
    [
      'a stage that ends and the next one, in their order',
      moment('processing', { rewrite: 'running' }),
      moment('processing', { rewrite: 'completed', storyboard: 'running' }),
      'done rewrite, working storyboard',
    ],
    [
      'a pause, but not that the stage waits',
      moment('processing', { rewrite: 'running' }),
      moment('paused', { rewrite: 'pending' }),
      'paused',
    ],
    [
      'that it goes on',
      moment('paused'),
      moment('processing', { rewrite: 'running' }),
      'resumed, working rewrite',
    ],
    [
      'its end, after its last stage',
      moment('processing', { video_generation: 'running' }),
      moment('completed', { video_generation: 'completed' }),
      'done video_generation, finished 12',
    ],
    [
      'a failure once, with the reason',
      moment('processing', { image_generation: 'running' }),
      moment('failed', { image_generation: 'failed' }, { failed }),
      'failed image_generation 模型没有回答',
    ],
    [
      'a stage that fails while the run goes on',
      moment('processing', { image_generation: 'running' }),
      moment('processing', { image_generation: 'failed' }),
      'failed image_generation ',
    ],
    [
      'nothing of a failed stage that is marked to be run again',
      moment('failed', { image_generation: 'failed' }, { failed }),
      moment('failed', { image_generation: 'running' }),
      '',
    ],
    [
      'its second beginning, and then the stage that was marked',
      moment('failed', { image_generation: 'running' }),
      moment('processing', { image_generation: 'running' }),
      'started, working image_generation',
    ],
    ['that it was rolled back', moment('completed'), moment('draft'), 'rolledBack'],
    ['that it waits in a queue', moment('draft'), moment('queued'), 'queued'],
    ['a connection that is lost', moment('processing'), moment('processing', {}, { isLost: true }), 'lost'],
    [
      'that it is back, before what has happened meanwhile',
      moment('unknown', { rewrite: 'unknown', storyboard: 'unknown' }, { isLost: true }),
      moment('processing', { rewrite: 'completed', storyboard: 'running' }),
      'back, done rewrite',
    ],
    ['nothing where nothing has changed', moment('processing'), moment('processing'), ''],
  ])('%s', (_, before, now, expected) => {
    const said = runSayings(before, now).map((saying) => Object.values(saying).join(' '))
    expect(said.join(', ')).toBe(expected)
  })
})
