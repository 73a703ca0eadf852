import { createParser } from 'eventsource-parser'
import { describe, expect, it, onTestFinished } from 'vitest'
import { rewriteVariant } from '../../../server/producers/rewriteVariant'
import { contextOf } from './producers/stories'
import { parseBatchEvent, type BatchEvent } from '../../../src/protocol/batches'
import { createFakeProducers } from './support/fakeProducers'
import { createGate } from './support/gate'
import { PROJECTS, startStudio, type StudioServer } from './support/studioServer'

const BATCHES = '/api/creative/batches/'

const start = (studio: StudioServer, projectId: string, count?: number) =>
  studio.call('POST', BATCHES, { projectId, count })

/** Read the stream of a batch to its end. */
async function watchBatch(studio: StudioServer, id: string) {
  const controller = new AbortController()
  onTestFinished(() => controller.abort())
  const response = await fetch(`${studio.url}${BATCHES}${id}/events`, { signal: controller.signal })
  const events: BatchEvent[] = []
  const parser = createParser({
    onEvent: ({ event, data }) => events.push(parseBatchEvent(event ?? '', data)),
  })
  const decoder = new TextDecoder()
  const read = async () => {
    for await (const chunk of response.body ?? []) parser.feed(decoder.decode(chunk, { stream: true }))
  }
  return { events, status: response.status, ended: read() }
}
const statuses = (events: readonly BatchEvent[]) =>
  events.flatMap((event) => (event.kind === 'status' ? [event.status] : []))

/** A studio whose first version waits at a gate. */
async function atGate(env: Record<string, string> = {}) {
  const gate = createGate()
  const studio = await startStudio({
    env,
    producers: createFakeProducers({
      before: (stage, number, signal) =>
        stage === 'rewrite' && number === 1 ? gate.pass(signal) : undefined,
    }),
  })
  return { gate, studio, projectId: await studio.create() }
}

// The checklist of the batch's source document: 测试会 1 to 5.
describe('测试会: a batch', () => {
  it('is created, followed and written; its states follow each other, and the version grows with each', async () => {
    const { gate, studio, projectId } = await atGate()
    const { status, body } = await start(studio, projectId, 3)
    expect(status).toBe(202)
    const stream = await watchBatch(studio, String(body['batchId']))
    await gate.reached
    gate.open()
    await stream.ended
    const seen = statuses(stream.events)
    expect(seen.at(0)).toMatchObject({ status: 'RUNNING', copyCount: 0, completedAt: null })
    expect(seen.at(-1)).toMatchObject({
      status: 'SUCCEEDED',
      copyCount: 3,
      errorCode: null,
      errorMessage: null,
    })
    const versions = seen.map(({ statusVersion }) => statusVersion)
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b))
    expect(stream.events.at(-1)).toEqual({
      kind: 'complete',
      complete: { batchId: body['batchId'], finalStatus: 'SUCCEEDED' },
    })
    const batch = await studio.call('GET', `${BATCHES}${String(body['batchId'])}`)
    expect(batch.body).toMatchObject({
      projectId,
      count: 3,
      copies: [{ text: '版本 1' }, { text: '版本 2' }, { text: '版本 3' }],
    })
  })

  it('that has ended tells so at once to whoever comes later', async () => {
    const studio = await startStudio()
    const { body } = await start(studio, await studio.create())
    await (
      await watchBatch(studio, String(body['batchId']))
    ).ended
    const late = await watchBatch(studio, String(body['batchId']))
    await late.ended
    expect(late.events.map(({ kind }) => kind)).toEqual(['status', 'complete'])
  })
})

describe('a batch', () => {
  it('succeeds in part when some versions fail, and says why', async () => {
    const studio = await startStudio({
      producers: createFakeProducers({
        before(stage, number) {
          if (stage === 'rewrite' && number === 2) throw new Error('模型没有回答')
        },
      }),
    })
    const { body } = await start(studio, await studio.create(), 3)
    const stream = await watchBatch(studio, String(body['batchId']))
    await stream.ended
    expect(statuses(stream.events).at(-1)).toMatchObject({
      status: 'PARTIAL_SUCCESS',
      copyCount: 2,
      errorCode: 'COPIES_MISSING',
      errorMessage: '1 个版本没有写成。模型没有回答',
    })
  })

  it('fails when none was written', async () => {
    const studio = await startStudio({
      producers: createFakeProducers({
        before() {
          throw new Error('模型没有回答')
        },
      }),
    })
    const { body } = await start(studio, await studio.create(), 2)
    const stream = await watchBatch(studio, String(body['batchId']))
    await stream.ended
    expect(statuses(stream.events).at(-1)).toMatchObject({ status: 'FAILED', copyCount: 0 })
  })

  it('waits for the one before it', async () => {
    const { gate, studio, projectId } = await atGate()
    await start(studio, projectId)
    await gate.reached
    const { body } = await start(studio, projectId, 2)
    const second = await watchBatch(studio, String(body['batchId']))
    await expect.poll(() => statuses(second.events).at(0)?.status).toBe('QUEUED')
    gate.open()
    await second.ended
    expect(statuses(second.events).at(-1)?.status).toBe('SUCCEEDED')
  })

  it('is refused for a project that does not exist and for a count out of range; its list cannot be asked for', async () => {
    const studio = await startStudio()
    const projectId = await studio.create()
    expect((await start(studio, 'nobody')).status).toBe(404)
    expect((await start(studio, projectId, 9)).status).toBe(400)
    expect((await studio.call('GET', BATCHES)).status).toBe(405)
    expect((await studio.call('HEAD', BATCHES)).status).toBe(200)
    expect((await studio.call('GET', `${BATCHES}x`)).status).toBe(404)
  })

  it('says that it was deleted with its project', async () => {
    const { gate, studio, projectId } = await atGate()
    const { body } = await start(studio, projectId)
    const stream = await watchBatch(studio, String(body['batchId']))
    await gate.reached
    await studio.call('DELETE', `${PROJECTS}${projectId}/`)
    await stream.ended
    expect(stream.events.at(-1)).toEqual({ kind: 'error', message: '批次已被删除' })
    expect((await studio.call('GET', `${BATCHES}${String(body['batchId'])}`)).status).toBe(404)
  })

  it('that a restart interrupts keeps what was written', async () => {
    const gate = createGate()
    const studio = await startStudio({
      producers: createFakeProducers({
        before: (stage, number, signal) =>
          stage === 'rewrite' && number === 2 ? gate.pass(signal) : undefined,
      }),
    })
    const { body } = await start(studio, await studio.create(), 3)
    await gate.reached
    await studio.stop()
    const again = await startStudio({ dataDir: studio.dataDir })
    expect((await again.call('GET', `${BATCHES}${String(body['batchId'])}`)).body).toMatchObject({
      status: 'PARTIAL_SUCCESS',
      errorMessage: '服务器重新启动，任务中断了。请重新开始。',
      copies: [{ text: '版本 1' }],
    })
  })

  it('repeats an older state, and is lost, on demand', async () => {
    const { gate, studio, projectId } = await atGate({ FAULTS: 'on' })
    await studio.call('POST', '/api/v1/faults/', { fault: 'stale_batch' })
    const { body } = await start(studio, projectId, 2)
    const stream = await watchBatch(studio, String(body['batchId']))
    gate.open()
    await stream.ended
    const versions = statuses(stream.events).map(({ statusVersion }) => statusVersion)
    expect(versions.some((version, index) => version < (versions[index - 1] ?? 0))).toBe(true)
    await studio.call('POST', '/api/v1/faults/', { fault: 'lost_batch', times: 1 })
    expect((await studio.call('GET', `${BATCHES}${String(body['batchId'])}`)).status).toBe(404)
  })
})

describe('the versions that the studio writes itself', () => {
  const STORY =
    '从前有座山，山上有座庙。庙里有个老和尚，在给小和尚讲故事。山下有一条河，河边开满了花。一只鸟飞过树林，落在船上。渔人摇着船走了很远。天黑了，他还没有回家。'

  it('differ, in sentences of the story', () => {
    const versions = [1, 2, 3, 4, 5].map((number) => rewriteVariant(contextOf(STORY), number))
    expect(new Set(versions).size).toBe(5)
    for (const version of versions)
      for (const sentence of version.split(/(?<=。)/u)) expect(STORY).toContain(sentence.trim())
  })

  it('are the same for the same number, and start again after the last', () => {
    expect(rewriteVariant(contextOf(STORY), 2)).toBe(rewriteVariant(contextOf(STORY), 2))
    expect(rewriteVariant(contextOf(STORY), 6)).toBe(rewriteVariant(contextOf(STORY), 1))
    expect(rewriteVariant(contextOf(''), 3)).toBe('')
  })
})
