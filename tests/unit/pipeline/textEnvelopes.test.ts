import { describe, expect, it } from 'vitest'
import { hasAdvanced } from '@/pipeline/advance'
import { reduce } from '@/pipeline/reduce'
import { textEnvelopes } from '@/pipeline/textEnvelopes'
import { initialState, type ProjectState } from '@/pipeline/state'
import { projectState, UNTOLD_PROGRESS, WAITING } from '../../support/projectFixtures'

const running = (changes: Partial<Extract<ProjectState['stages']['rewrite'], { status: 'running' }>> = {}) =>
  ({ ...WAITING.rewrite, status: 'running', progress: UNTOLD_PROGRESS, attempt: 1, ...changes }) as const
const withRewrite = (rewrite: ProjectState['stages']['rewrite']) =>
  projectState({ stages: { ...WAITING, rewrite } })

describe('a restored text', () => {
  const { positions } = initialState('p1')
  const position = { ...positions.rewrite, id: '7', sentAt: 5_000, receivedAt: 6_000 }
  const before: ProjectState = {
    ...withRewrite(running({ text: '山有小口' })),
    positions: { ...positions, rewrite: position },
  }

  it('has its position in the stream again', () => {
    const after = textEnvelopes(before).reduce(reduce, initialState('p1'))
    expect(after.stages.rewrite).toMatchObject({ status: 'running', text: '山有小口', textEpoch: 0 })
    expect(after.positions.rewrite).toEqual(position)
  })

  it('changes nothing in a state that has it', () => {
    expect(textEnvelopes(before).reduce(reduce, before).stages).toBe(before.stages)
  })

  it('exists only for running stages', () => {
    const paused: ProjectState = {
      ...before,
      stages: { ...before.stages, rewrite: { ...WAITING.rewrite, text: '山' } },
    }
    expect(textEnvelopes(paused)).toEqual([])
    expect(textEnvelopes(withRewrite(running()))).toEqual([])
  })
})

describe('whether a run has advanced', () => {
  const waiting = projectState()
  const counted = (done: number) => withRewrite(running({ progress: { ...UNTOLD_PROGRESS, done, total: 3 } }))

  it.each([
    ['a stage has begun', waiting, withRewrite(running()), true],
    ['a stage has begun anew', withRewrite(running()), withRewrite(running({ attempt: 2 })), true],
    ['another item is done', counted(1), counted(2), true],
    ['nothing has happened', waiting, waiting, false],
    ['only the text is another', withRewrite(running()), withRewrite(running({ text: '山' })), false],
    ['a stage waits again after a pause', withRewrite(running()), waiting, false],
    ['nothing was known before', initialState('p1'), withRewrite(running()), false],
  ])('%s', (_name, before, after, expected) => {
    expect(hasAdvanced(before, after)).toBe(expected)
  })
})
