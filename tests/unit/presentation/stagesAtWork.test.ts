import { describe, expect, it } from 'vitest'
import { stagesAtWork } from '@/presentation/stagesAtWork'
import type { StageStatus } from '@/pipeline/state'
import { STAGES } from '@/protocol/stages'

type Status = StageStatus | 'stopped'

/** Five stages with these statuses; `stopped` is one whose work was interrupted. */
const stages = (...statuses: readonly Status[]) =>
  STAGES.map((stage, index) => {
    const status = statuses[index] ?? 'pending'
    return {
      stage,
      status: status === 'stopped' ? 'pending' : status,
      startedAt: status === 'pending' ? null : 0,
    } as const
  })

describe('the views that open by themselves', () => {
  it.each<[string, readonly Status[], boolean, readonly string[]]>([
    ['before the first run: the story', [], false, ['rewrite']],
    ['of a run: what is running', ['completed', 'running'], true, ['storyboard']],
    ['while there are no scenes: the text, too', ['completed', 'running'], false, ['storyboard', 'rewrite']],
    ['between two stages: the one that has ended', ['completed', 'completed'], true, ['storyboard']],
    [
      'of a paused run: the one that was interrupted',
      ['completed', 'completed', 'stopped'],
      true,
      ['image_generation'],
    ],
    [
      'in doubt: the last one that is known of',
      ['completed', 'completed', 'unknown'],
      true,
      ['image_generation'],
    ],
    ['of a failed run: the failure', ['completed', 'completed', 'failed'], true, ['image_generation']],
    [
      'of a failure beside something that runs: both',
      ['completed', 'completed', 'failed', 'running'],
      true,
      ['image_generation', 'camera_movement'],
    ],
    ['of a finished run: none', ['completed', 'completed', 'completed', 'skipped', 'completed'], true, []],
  ])('%s', (_, statuses, hasScenes, open) => {
    expect(stagesAtWork(stages(...statuses), hasScenes)).toEqual(open)
  })
})
