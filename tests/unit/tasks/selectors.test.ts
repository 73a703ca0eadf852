import { describe, expect, it } from 'vitest'
import { reportOfJob } from '@/tasks/jobReport'
import {
  selectActiveCount,
  selectChain,
  selectChains,
  selectMissing,
  selectOutcomes,
  selectShown,
} from '@/tasks/selectors'
import { job, tasksOf } from './taskFixtures'

const NEXT = '{"matchingJobId":"b"}'
const first = job({ status: 'completed', result: NEXT })
const second = job({ id: 'b', type: 'storyboard_matching', createdAt: 2_000 })

describe('the report of a job', () => {
  it('has the statuses and steps of a task', () => {
    const wire = {
      id: 'a',
      projectId: 'p',
      type: 't',
      status: 'processing',
      progress: 10,
      currentStep: 4,
      totalSteps: 3,
      message: 'm',
      error: null,
      resultData: '{}',
      createdAt: 1,
      startedAt: 2,
      updatedAt: 3,
    } as const
    expect(reportOfJob(wire, 9)).toEqual({
      kind: 'job',
      sceneId: null,
      endsAt: null,
      doubt: null,
      id: 'a',
      projectId: 'p',
      type: 't',
      status: 'running',
      progress: 10,
      step: { current: 3, total: 3 },
      message: 'm',
      error: null,
      result: '{}',
      version: null,
      createdAt: 1,
      startedAt: 2,
      updatedAt: 3,
      seenAt: 9,
    })
    expect(reportOfJob({ ...wire, totalSteps: null, status: 'unknown' }, 9)).toMatchObject({
      step: null,
      status: 'unknown',
    })
  })
})

describe('an outcome', () => {
  it('is told of a task that was seen before its end', () => {
    const outcomes = selectOutcomes(tasksOf(job()), tasksOf(job({ status: 'failed' })))
    expect(outcomes.map(({ key }) => key)).toEqual(['job:a:failed'])
  })

  it('is told of a quick job that follows from one that was seen', () => {
    const end = job({ id: 'b', status: 'completed' })
    const outcomes = selectOutcomes(tasksOf(job()), tasksOf(first, end))
    expect(outcomes.map(({ key }) => key)).toEqual(['job:a:completed', 'job:b:completed'])
    expect(selectOutcomes(tasksOf(first), tasksOf(first, end)).map(({ key }) => key)).toEqual([
      'job:b:completed',
    ])
    expect(selectOutcomes(tasksOf(), tasksOf(first, end))).toEqual([])
  })

  it.each([
    ['that had ended before this person came', tasksOf(), tasksOf(job({ status: 'completed' }))],
    [
      'that had ended and was refreshed',
      tasksOf(job({ status: 'failed' })),
      tasksOf(job({ status: 'failed', error: 'x' })),
    ],
    ['that goes on', tasksOf(job()), tasksOf(job({ progress: 5 }))],
    ['that the server forgot', tasksOf(job()), tasksOf(job({ status: 'unknown' }))],
  ])('is not told of one %s', (_, before, now) => {
    expect(selectOutcomes(before, now)).toEqual([])
  })
})

describe('the chain of jobs', () => {
  it('leads from the extraction to the job that its result names', () => {
    const chain = selectChain(tasksOf(first, second), first)
    expect(chain).toMatchObject({
      jobs: [first, second],
      last: second,
      status: 'running',
      awaited: null,
      malformed: null,
    })
  })

  it('waits for a next job that is not known yet', () => {
    expect(selectChain(tasksOf(first), first)).toMatchObject({ last: first, awaited: 'b', status: 'pending' })
  })

  it('reports a result that cannot be read, and throws nothing', () => {
    const spoilt = job({ status: 'completed', result: '{"matchingJobId":' })
    expect(selectChain(tasksOf(spoilt), spoilt)).toMatchObject({
      malformed: '{"matchingJobId":',
      result: null,
      status: 'completed',
    })
  })

  it('does not run in a circle', () => {
    const loop = job({ id: 'b', status: 'completed', result: '{"matchingJobId":"a"}' })
    expect(selectChain(tasksOf(first, loop), first)).toMatchObject({ jobs: [first, loop], awaited: null })
  })

  it('of a failed job ends there, whatever its result names', () => {
    const failed = job({ status: 'failed', result: NEXT })
    expect(selectChain(tasksOf(failed, second), failed)).toMatchObject({ last: failed, status: 'failed' })
  })

  it('is found by project and type, the newest first; one just started counts as the newest', () => {
    const started = job({ id: 'c', createdAt: null })
    const other = job({ id: 'd', projectId: 'q' })
    const chains = selectChains(tasksOf(first, second, started, other), 'p', 'storyboard_extraction')
    expect(chains.map(({ jobs }) => jobs.map(({ id }) => id))).toEqual([['c'], ['a', 'b']])
  })
})

describe('the list of tasks', () => {
  const done = job({ id: 'b', status: 'completed', createdAt: 9_000, message: '桃花' })
  const failed = job({ id: 'c', status: 'failed', createdAt: 3_000 })
  const tasks = tasksOf(failed, done, job())
  const ids = (show: 'all' | 'active' | 'ended' | 'failed', search = '') =>
    selectShown(tasks, { show, search }, ({ message }) => message ?? '').map(({ id }) => id)

  it('shows what runs first, then the newest', () => {
    expect(ids('all')).toEqual(['a', 'b', 'c'])
    expect(selectActiveCount(tasks)).toBe(1)
  })

  it('is filtered by state and by words', () => {
    expect([ids('active'), ids('ended'), ids('failed')]).toEqual([['a'], ['b', 'c'], ['c']])
    expect([ids('all', ' 桃 '), ids('all', '李')]).toEqual([['b'], []])
  })

  it('misses only active jobs that a snapshot does not have', () => {
    expect(selectMissing(tasks, new Set(['b'])).map(({ id }) => id)).toEqual(['a'])
    expect(selectMissing(tasks, new Set(['a']))).toEqual([])
    expect(selectMissing(tasksOf(job({ kind: 'batch' })), new Set())).toEqual([])
  })
})
