import { Agent, request, type IncomingMessage } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createFakeProducers } from './support/fakeProducers'
import { createGate } from './support/gate'
import { PROJECTS, startStudio, type StudioServer } from './support/studioServer'
import { is, watch } from './support/watch'

const run = (studio: StudioServer, id: string) => studio.call('POST', `${PROJECTS}${id}/run_pipeline/`)

async function stoppedBefore(stage: string) {
  const gate = createGate()
  const studio = await startStudio({
    producers: createFakeProducers({
      before: (one, _, signal) => (one === stage ? gate.pass(signal) : undefined),
    }),
  })
  return { studio, gate, id: await studio.create() }
}

describe('a stream', () => {
  it.each(['/api/v1/sse', '/api/v1/projects/sse'])(
    'is served under %s with headers that no proxy buffers',
    async (prefix) => {
      const studio = await startStudio()
      const id = await studio.create()
      const all = await watch(`${studio.url}${prefix}/projects/${id}/`)
      expect(all.status).toBe(200)
      expect(all.headers.get('content-type')).toMatch(/^text\/event-stream/)
      expect(all.headers.get('cache-control')).toBe('no-store, no-transform')
      expect(all.headers.get('x-accel-buffering')).toBe('no')
      expect(await all.until(is('connected'))).toMatchObject({ projectId: id, stage: null })
      const one = await watch(`${studio.url}${prefix}/projects/${id}/stages/rewrite/`)
      expect(await one.until(is('connected', 'rewrite'))).toMatchObject({ projectId: id })
    },
  )

  it('of an unknown project or stage is a 404 in JSON', async () => {
    const studio = await startStudio()
    const id = await studio.create()
    for (const path of ['projects/nobody/', `projects/${id}/stages/multi_grid_image/`])
      expect(await studio.call('GET', `/api/v1/sse/${path}`)).toMatchObject({
        status: 404,
        body: { detail: expect.any(String) as string },
      })
  })

  it('of one stage brings only its messages and ends when it is done', async () => {
    const studio = await startStudio()
    const id = await studio.create()
    const stream = await watch(`${studio.url}/api/v1/sse/projects/${id}/stages/camera_movement/`)
    await run(studio, id)
    expect(await stream.ended).toBe('in good order')
    expect(new Set(stream.seen.map((one) => one.message.stage))).toEqual(new Set(['camera_movement']))
    expect(stream.seen.at(-1)?.message.type).toBe('done')
  })

  it('sends the state of a running project to a client that connects in the middle of the run', async () => {
    const { studio, gate, id } = await stoppedBefore('video_generation')
    await run(studio, id)
    await gate.reached
    const late = await watch(`${studio.url}/api/v1/sse/projects/${id}/`)
    gate.open()
    expect(await late.ended).toBe('in good order')
    expect(late.seen[1]?.message).toMatchObject({
      type: 'item_completed',
      itemType: 'video',
      sequenceNumber: 1,
    })
  })

  it('has ids that grow', async () => {
    const studio = await startStudio()
    const id = await studio.create()
    const stream = await watch(`${studio.url}/api/v1/sse/projects/${id}/`)
    await run(studio, id)
    await stream.ended
    const ids = stream.seen.slice(1).map((one) => one.id ?? '')
    expect(ids.length).toBeGreaterThan(20)
    expect(ids.toSorted()).toEqual(ids)
    expect(ids.toSorted((a, b) => Number(a) - Number(b))).toEqual(ids)
  })

  it('replays the messages after Last-Event-ID, and nothing for an unknown id', async () => {
    const { studio, gate, id } = await stoppedBefore('camera_movement')
    const url = `${studio.url}/api/v1/sse/projects/${id}/`
    const whole = await watch(url)
    await run(studio, id)
    await gate.reached
    const middle = whole.seen[5]
    const missed = await watch(url, { 'Last-Event-ID': String(middle?.id) })
    const stranger = await watch(url, { 'Last-Event-ID': '17' })
    gate.open()
    await Promise.all([whole.ended, missed.ended, stranger.ended])
    expect(missed.seen.slice(1).map((one) => one.raw)).toEqual(whole.seen.slice(6).map((one) => one.raw))
    expect(stranger.seen.length).toBeLessThan(missed.seen.length)
  })

  it('also replays the end of a run, and then closes', async () => {
    const studio = await startStudio()
    const id = await studio.create()
    const url = `${studio.url}/api/v1/sse/projects/${id}/`
    const first = await watch(url)
    await run(studio, id)
    await first.ended
    const again = await watch(url, { 'Last-Event-ID': String(first.seen.at(-2)?.id) })
    expect(await again.ended).toBe('in good order')
    expect(again.seen.map((one) => one.message.type)).toEqual(['connected', 'pipeline_done'])
  })

  it.each(['HEAD', 'GET'])(
    'leaves the connection free after HEAD for the next request (%s)',
    async (method) => {
      const studio = await startStudio()
      const id = await studio.create()
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      onTestFinished(() => agent.destroy())
      const ask = (how: string, path: string) =>
        new Promise<IncomingMessage>((resolve, reject) => {
          const call = request(studio.url + path, { method: how, agent }, (answer) =>
            resolve(answer.resume()),
          )
          call.on('error', reject).end()
        })
      for (const path of [`/api/v1/sse/projects/${id}/`, `/api/v1/sse/projects/${id}/stages/rewrite/`]) {
        const head = await ask('HEAD', path)
        expect(head.statusCode).toBe(200)
        expect(head.headers['content-type']).toContain('text/event-stream')
        expect((await ask(method, PROJECTS)).statusCode).toBe(200)
      }
    },
  )
})
