import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { referenceProblem, REFERENCE_MAX_BYTES } from '@/protocol/generation'
import {
  fileOfResult,
  messageOfState,
  parseTaskEvent,
  resultOfFile,
  statusOfState,
} from '@/protocol/singleTasks'

const PROGRESS = {
  task_id: 'task_abc123',
  state: 'transcribing',
  progress: 40.0,
  estimated_time: 71,
  updated_at: '2026-01-22T11:08:09.588379',
}
const event = (name: string, data: unknown) => parseTaskEvent(name, JSON.stringify(data))

describe('an event of a single task', () => {
  it('is read with the names of the wire', () => {
    expect(event('progress', PROGRESS)).toEqual({
      kind: 'progress',
      progress: { ...PROGRESS, updated_at: Date.parse(PROGRESS.updated_at) },
    })
    expect(event('complete', { state: 'success' })).toEqual({ kind: 'complete', state: 'success' })
    expect(event('error', { error: 'Task not found' })).toEqual({ kind: 'error', message: 'Task not found' })
    expect(event('timeout', { message: 'Stream timeout' })).toEqual({
      kind: 'timeout',
      message: 'Stream timeout',
    })
    expect(event('news', PROGRESS)).toEqual({ kind: 'unknown' })
  })

  it.each([
    { name: 'over 100 %', data: { progress: 180 }, read: { progress: 100 } },
    { name: 'below 0 %', data: { progress: -40 }, read: { progress: 0 } },
    { name: 'without progress', data: { progress: undefined }, read: { progress: null } },
    { name: 'with a word for progress', data: { progress: 'many' }, read: { progress: null } },
    { name: 'without an estimate', data: { estimated_time: null }, read: { estimated_time: null } },
    { name: 'with an estimate in the past', data: { estimated_time: -3 }, read: { estimated_time: null } },
    { name: 'without a time', data: { updated_at: 'yesterday' }, read: { updated_at: null } },
    { name: 'without an id', data: { task_id: undefined }, read: { task_id: null } },
  ])('$name is read for what it says', ({ data, read }) => {
    expect(event('progress', { ...PROGRESS, ...data })).toMatchObject({ progress: read })
  })

  it.each(['progress', 'complete', 'error', 'timeout'])(
    'called %s is malformed without an object, and never throws',
    (name) => {
      for (const data of ['', '{', 'null', '7', '"text"'])
        expect(parseTaskEvent(name, data)).toEqual({ kind: 'malformed' })
      fc.assert(fc.property(fc.json(), (data) => void parseTaskEvent(name, data)))
    },
  )
})

describe('the state of a task', () => {
  it.each([
    ['PENDING', 'pending', null],
    ['queued', 'pending', null],
    ['STARTED', 'running', null],
    ['transcribing', 'running', 'transcribing'],
    ['success', 'completed', null],
    ['Failure', 'failed', null],
    ['revoked', 'cancelled', null],
  ])('%s means %s', (state, status, message) => {
    expect([statusOfState(state), messageOfState(state)]).toEqual([status, message])
  })
})

it('the file of a task is read from its result, and from nothing else', () => {
  expect(fileOfResult(resultOfFile('/media/a.mp4'))).toBe('/media/a.mp4')
  for (const result of [null, '', '{', '{}', '{"url":7}', '[]', '{"copies":[]}'])
    expect(fileOfResult(result)).toBeNull()
})

describe('a reference picture', () => {
  it.each([
    { type: 'image/png', size: 1, problem: null },
    { type: 'image/webp', size: REFERENCE_MAX_BYTES, problem: null },
    { type: 'image/jpeg', size: REFERENCE_MAX_BYTES + 1, problem: 'size' },
    { type: 'image/jpeg', size: 0, problem: 'type' },
    { type: 'image/svg+xml', size: 1, problem: 'type' },
    { type: 'text/html', size: 1, problem: 'type' },
    { type: '', size: 1, problem: 'type' },
  ])('of type "$type" with $size bytes: $problem', ({ problem, ...file }) => {
    expect(referenceProblem(file)).toBe(problem)
  })
})
