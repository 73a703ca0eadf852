import { describe, expect, it } from 'vitest'
import { createFaults } from '../../../server/faults/faults'
import { FAULTS } from '../../../server/faults/kinds'
import { createFakeProducers } from './support/fakeProducers'
import { createGate } from './support/gate'
import { PROJECTS, startStudio } from './support/studioServer'
import { is, watch } from './support/watch'

async function faultyStudio() {
  const studio = await startStudio({ env: { FAULTS: 'on' } })
  const id = await studio.create()
  const ask = (body: object) => studio.call('POST', '/api/v1/faults/', body)
  const run = () => studio.call('POST', `${PROJECTS}${id}/run_pipeline/`)
  const open = () => watch(`${studio.url}/api/v1/sse/projects/${id}/`)
  return { studio, id, ask, run, open }
}

describe('a requested fault', () => {
  it('makes a stage fail the given number of times', async () => {
    const { ask, run, open } = await faultyStudio()
    expect((await ask({ fault: 'fail_stage', stage: 'storyboard', times: 1 })).status).toBe(201)
    const failed = await open()
    await run()
    expect(await failed.ended).toBe('in good order')
    await failed.until(is('error', 'storyboard'))
    const second = await open()
    await run()
    await second.until(is('pipeline_done'))
  })

  it('slows down only the stage that it names', async () => {
    const faults = createFaults()
    const slow = {
      fault: 'slow',
      projectId: null,
      stage: 'storyboard',
      ms: 1,
      bytes: 0,
      code: 500,
      target: 'rest',
      jobType: null,
    } as const
    faults.add({ ...slow, times: 1 })
    await faults.delay('slow', { projectId: 'p', stage: 'rewrite' })
    expect(faults.take('slow', { projectId: 'p', stage: 'storyboard' })).toMatchObject({
      stage: 'storyboard',
    })
    faults.add({ ...slow, times: 1 })
    await faults.delay('slow', { projectId: 'p', stage: 'storyboard' })
    expect(faults.take('slow', { projectId: 'p', stage: 'storyboard' })).toBeNull()
  })

  it('cuts the open streams without an end', async () => {
    const gate = createGate()
    const studio = await startStudio({
      env: { FAULTS: 'on' },
      producers: createFakeProducers({ before: (_, __, signal) => gate.pass(signal) }),
    })
    const id = await studio.create()
    const stream = await watch(`${studio.url}/api/v1/sse/projects/${id}/`)
    await stream.until(is('connected'))
    await studio.call('POST', '/api/v1/faults/', { fault: 'drop' })
    expect(await stream.ended).toBe('cut')
  })

  it.each([
    [{ fault: 'split_utf8', times: 20 }, 0],
    [{ fault: 'delay', ms: 1 }, 0],
    [{ fault: 'malformed', times: 7 }, 7],
  ])('%j loses no message', async (fault, rejected) => {
    const { ask, run, open } = await faultyStudio()
    await ask(fault)
    const stream = await open()
    await run()
    expect(await stream.ended).toBe('in good order')
    expect(stream.rejected).toHaveLength(rejected)
    const ids = stream.seen.slice(1).map((one) => one.id)
    expect(ids).toEqual(ids.toSorted())
    expect(stream.seen.at(-1)?.message.type).toBe('pipeline_done')
  })

  it('sends messages twice, or in another order', async () => {
    const { ask, run, open } = await faultyStudio()
    const stream = await open()
    await stream.until(is('connected'))
    await ask({ fault: 'duplicate', times: 1 })
    await ask({ fault: 'reorder', times: 1 })
    await run()
    await stream.ended
    const ids = stream.seen.slice(1, 4).map((one) => one.id ?? '')
    expect(new Set(ids).size).toBe(2)
    expect(ids).not.toEqual(ids.toSorted())
  })

  it('keeps streams open and silent', async () => {
    const { ask, run, open, studio } = await faultyStudio()
    await ask({ fault: 'hang' })
    const silent = await open()
    await run()
    await studio.call('DELETE', '/api/v1/faults/')
    const other = await open()
    await other.until(is('connected'))
    expect(silent.seen).toEqual([])
  })

  it('cuts a stream at a byte, in the middle of a frame', async () => {
    const { ask, run, id, studio } = await faultyStudio()
    await ask({ fault: 'cut_at', bytes: 301, times: 1 })
    const response = await fetch(`${studio.url}/api/v1/sse/projects/${id}/`)
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    await run()
    let received = 0
    const end = await (async () => {
      try {
        for (;;) {
          const { done, value } = await reader.read()
          if (done) return 'in good order'
          received += value.length
        }
      } catch {
        return 'cut'
      }
    })()
    expect({ end, received }).toEqual({ end: 'cut', received: 301 })
  })

  it('holds frames back and sends them together, losing none', async () => {
    const { ask, run, id, studio } = await faultyStudio()
    await ask({ fault: 'buffer', ms: 5, project_id: id })
    const response = await fetch(`${studio.url}/api/v1/sse/projects/${id}/`)
    await run()
    const text = await response.text()
    expect(text).toContain('"type":"connected"')
    expect(text).toContain('"type":"pipeline_done"')
  })

  it('sends one very large frame that can still be read', async () => {
    const { ask, run, open } = await faultyStudio()
    await ask({ fault: 'giant', bytes: 1_000_000, times: 1 })
    const stream = await open()
    await run()
    expect(await stream.ended).toBe('in good order')
    expect(stream.rejected).toEqual([])
    const sizes = stream.seen.map(({ message }) => JSON.stringify(message).length)
    expect(Math.max(...sizes)).toBeGreaterThan(990_000)
  })

  it('is one of the listed faults', async () => {
    const { studio } = await faultyStudio()
    const answer = await studio.call('GET', '/api/v1/faults/')
    expect(answer).toMatchObject({ status: 200, body: { faults: FAULTS } })
  })

  it('answers requests with a status', async () => {
    const { ask, open, studio } = await faultyStudio()
    await ask({ fault: 'status', code: 401, times: 1 })
    await ask({ fault: 'status', code: 502, target: 'stream', times: 1 })
    expect((await studio.call('GET', PROJECTS)).status).toBe(401)
    expect((await studio.call('GET', PROJECTS)).status).toBe(200)
    expect((await open()).status).toBe(502)
    expect((await open()).status).toBe(200)
  })

  it('is refused where its name is unknown', async () => {
    const { ask } = await faultyStudio()
    expect(await ask({ fault: 'explode' })).toMatchObject({
      status: 400,
      body: { fault: [expect.any(String)] },
    })
  })
})
