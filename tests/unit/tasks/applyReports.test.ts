import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyReports, doubtTask, resumeTask } from '@/tasks/applyReports'
import { hasEnded, TASK_STATUSES, type Task } from '@/tasks/state'
import { job, tasksOf } from './taskFixtures'

const after = (known: Task, report: Task) => applyReports(tasksOf(known), [report]).get('job:a')

describe('a report about a task', () => {
  it('makes the task known', () => {
    expect([...applyReports(new Map(), [job(), job({ id: 'b' })]).keys()]).toEqual(['job:a', 'job:b'])
  })

  it('of the same state changes nothing, so that nothing is rendered again', () => {
    const known = tasksOf(job({ step: { current: 1, total: 3 } }))
    expect(applyReports(known, [job({ step: { current: 1, total: 3 }, seenAt: 9_000 })])).toBe(known)
  })

  it.each<[string, Partial<Task>, Partial<Task>, Partial<Task>]>([
    ['newer by its time', { updatedAt: 1 }, { updatedAt: 2, progress: 50 }, { progress: 50 }],
    ['older by its time', { updatedAt: 2, progress: 50 }, { updatedAt: 1, progress: 10 }, { progress: 50 }],
    ['newer by its version', { version: 1 }, { version: 2, status: 'partial' }, { status: 'partial' }],
    ['older by its version', { version: 3, status: 'partial' }, { version: 2 }, { status: 'partial' }],
    ['of the version seen', { version: 2, progress: 5 }, { version: 2, progress: 9 }, { progress: 5 }],
    [
      'of an older version with a later time',
      { version: 3, updatedAt: 1 },
      { version: 2, updatedAt: 9, progress: 9 },
      { progress: null },
    ],
    [
      'that would reopen an end',
      { status: 'completed', updatedAt: null },
      { updatedAt: null },
      { status: 'completed' },
    ],
    [
      'that reopens an end and is newer: it was retried',
      { status: 'failed', updatedAt: 1 },
      { status: 'running', updatedAt: 2 },
      { status: 'running' },
    ],
    ['without progress does not say 0', { progress: 60 }, { updatedAt: 2_000 }, { progress: 60 }],
    [
      'without project or type',
      { type: 'x' },
      { type: null, projectId: null, updatedAt: 2_000 },
      { type: 'x', projectId: 'p' },
    ],
    [
      'without the result',
      { result: '{}', status: 'completed' },
      { status: 'completed', updatedAt: 2_000 },
      { result: '{}' },
    ],
    [
      'of a failure',
      { progress: 60 },
      { status: 'failed', updatedAt: 2_000 },
      { status: 'failed', progress: null },
    ],
  ])('%s', (_, known, report, expected) => {
    expect(after(job(known), job(report))).toMatchObject(expected)
  })

  it('of the version seen fills in what that version did not say, such as what a batch has written', () => {
    const known = tasksOf(job({ version: 2, createdAt: null, status: 'completed' }))
    const tasks = applyReports(known, [job({ version: 2, createdAt: 7, result: '{}', status: 'failed' })])
    expect(tasks.get('job:a')).toMatchObject({ status: 'completed', createdAt: 7, result: '{}' })
    expect(applyReports(tasks, [job({ version: 2, result: '{}' })])).toBe(tasks)
  })

  it('in any order and any number of times ends in the newest state', () => {
    const report = fc.record({
      version: fc.integer({ min: 1, max: 20 }),
      status: fc.constantFrom(...TASK_STATUSES),
      progress: fc.option(fc.integer({ min: 0, max: 100 })),
    })
    const reports = fc.uniqueArray(report, { selector: ({ version }) => version, minLength: 1 })
    fc.assert(
      fc.property(
        reports.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
        ),
        ([all, told]) => {
          const end = told.reduce(
            (tasks, one) => applyReports(tasks, [job(one)]),
            new Map() as ReturnType<typeof tasksOf>,
          )
          const newest = all.reduce((a, b) => (a.version > b.version ? a : b))
          expect(end.get('job:a')).toMatchObject({ version: newest.version, status: newest.status })
        },
      ),
    )
  })
})

describe('a task that the server forgot', () => {
  it('is unknown, and does not spin for ever', () => {
    const known = tasksOf(job({ progress: 40, message: '…' }))
    expect(doubtTask(known, 'job:a', 'forgotten').get('job:a')).toMatchObject({
      status: 'unknown',
      progress: null,
      message: null,
    })
  })

  it('keeps its end', () => {
    for (const status of TASK_STATUSES.filter((one) => hasEnded({ status: one }))) {
      const known = tasksOf(job({ status }))
      expect(doubtTask(known, 'job:a', 'forgotten')).toBe(known)
    }
    expect(doubtTask(new Map(), 'job:a', 'forgotten').size).toBe(0)
  })

  it('can be asked for again, and then waits to be told', () => {
    const doubted = doubtTask(tasksOf(job()), 'job:a', 'overdue')
    expect(doubted.get('job:a')).toMatchObject({ status: 'unknown', doubt: 'overdue' })
    expect(resumeTask(doubted, 'job:a').get('job:a')).toMatchObject({ status: 'pending', doubt: null })
    const known = tasksOf(job())
    expect(resumeTask(known, 'job:a')).toBe(known)
  })
})

describe('the progress of a task', () => {
  it('is never over 100 %, never at the end before the task has ended, and never goes back', () => {
    const progress = fc.double({ min: 0, max: 100, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.option(progress), { minLength: 1 }), (values) => {
        let tasks = tasksOf()
        let last = 0
        for (const [index, value] of values.entries()) {
          tasks = applyReports(tasks, [job({ progress: value, updatedAt: 1_000 + index })])
          const now = tasks.get('job:a')?.progress ?? 0
          expect(now).toBeGreaterThanOrEqual(last)
          expect(now).toBeLessThan(100)
          last = now
        }
        const ended = applyReports(tasks, [job({ status: 'completed', progress: 100, updatedAt: 9e9 })])
        expect(ended.get('job:a')?.progress).toBe(100)
      }),
    )
  })
})
