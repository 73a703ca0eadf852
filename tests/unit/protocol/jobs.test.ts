import { describe, expect, it } from 'vitest'
import { parseJobList, parseJobResult } from '@/protocol/jobs'

const JOB = {
  id: 7,
  projectId: 'p',
  type: 'storyboard_extraction',
  status: 'processing',
  progress: 40,
  currentStep: 2,
  totalSteps: 5,
  progressMessage: '正在阅读',
  errorMessage: null,
  resultData: null,
  createdAt: '2026-01-22T11:08:09.588Z',
  startedAt: null,
  updatedAt: '2026-01-22T11:08:10.000Z',
}
const list = (...jobs: unknown[]) => parseJobList(JSON.stringify({ jobs }))

describe('a snapshot of the job stream', () => {
  it('is read with the names of the product', () => {
    expect(list(JOB)).toEqual({
      jobs: [
        {
          id: '7',
          projectId: 'p',
          type: 'storyboard_extraction',
          status: 'processing',
          progress: 40,
          currentStep: 2,
          totalSteps: 5,
          message: '正在阅读',
          error: null,
          resultData: null,
          createdAt: Date.parse(JOB.createdAt),
          startedAt: null,
          updatedAt: Date.parse(JOB.updatedAt),
        },
      ],
      malformed: 0,
      idleStream: false,
    })
  })

  it.each<[string, object, object]>([
    ['missing progress is not 0', { progress: undefined }, { progress: null }],
    ['progress beyond 100 is 100', { progress: 240 }, { progress: 100 }],
    ['progress in a string counts', { progress: '12.5' }, { progress: 12.5 }],
    ['a step of 0 is none', { currentStep: 0 }, { currentStep: null }],
    ['a status of a newer server is unknown', { status: 'sleeping' }, { status: 'unknown' }],
    [
      'a result may be an object',
      { resultData: { matchingJobId: 'm' } },
      { resultData: '{"matchingJobId":"m"}' },
    ],
    ['an empty result is none', { resultData: '' }, { resultData: null }],
    ['a time that is none is left out', { createdAt: 12 }, { createdAt: null }],
    ['a project may be missing', { projectId: null }, { projectId: null }],
  ])('%s', (_, change, expected) => {
    expect(list({ ...JOB, ...change })?.jobs[0]).toMatchObject(expected)
  })

  it('keeps the other jobs when one cannot be read, and counts it', () => {
    expect(list({ id: null }, JOB, 'job')).toMatchObject({ jobs: [{ id: '7' }], malformed: 2 })
  })

  it.each(['', '{', '[]', '{"jobs":{}}', '{"tasks":[]}', 'null'])('%j is none', (data) => {
    expect(parseJobList(data)).toBeNull()
  })
})

describe('the result of a job', () => {
  it('names the next job of the chain', () => {
    expect(parseJobResult('{"matchingJobId":"m","characters":3}')).toEqual({
      nextJobId: 'm',
      scenes: [],
      decision: null,
    })
  })

  it('proposes scenes, with numbers where the server gives none', () => {
    const scenes = [
      { narration: '山有小口', visual_prompt: '山', shot_type: '远景', cast: ['渔人'] },
      { narration: '' },
    ]
    expect(parseJobResult(JSON.stringify({ scenes, decision: 'accepted' }))).toEqual({
      nextJobId: null,
      scenes: [
        { number: 1, narration: '山有小口', visualPrompt: '山', shotType: '远景', cast: ['渔人'] },
        { number: 2, narration: '', visualPrompt: '', shotType: null, cast: [] },
      ],
      decision: 'accepted',
    })
  })

  it.each(['', '{"matchingJobId":', 'null', '[]', '"m"', '{"scenes":3}'])('%j cannot be read', (data) => {
    expect(parseJobResult(data)).toBeNull()
  })
})
