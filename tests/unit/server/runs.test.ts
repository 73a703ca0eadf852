import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { projectSnapshotSchema, type ProjectSnapshot } from '../../../src/protocol/snapshot'
import type { StageData } from '../../../src/protocol/stageData'
import { STAGES, type Stage } from '../../../src/protocol/stages'
import { createFakeProducers } from './support/fakeProducers'
import { createGate } from './support/gate'
import { PROJECTS, startStudio, type StudioServer } from './support/studioServer'
import { is, watch, type Watcher } from './support/watch'

const command = (studio: StudioServer, id: string, name: string, body?: object) =>
  studio.call('POST', `${PROJECTS}${id}/${name}/`, body)
const watchAll = (studio: StudioServer, id: string) => watch(`${studio.url}/api/v1/sse/projects/${id}/`)
const runStatus = (status: string) => (message: Watcher['seen'][number]['message']) =>
  message.type === 'stage_update' && message.stage === 'pipeline' && message.status === status

async function snapshotOf(studio: StudioServer, id: string): Promise<ProjectSnapshot> {
  return v.parse(projectSnapshotSchema, (await studio.call('GET', `${PROJECTS}${id}/`)).body)
}
function dataOf<S extends Stage>(snapshot: ProjectSnapshot, stage: S): StageData[S] {
  const found = snapshot.stages.find((one) => one.stage === stage)
  if (!found?.data) throw new Error(`no data of ${stage}`)
  return found.data as StageData[S]
}
const statuses = (snapshot: ProjectSnapshot) => snapshot.stages.map((stage) => stage.status)

describe('a run of the pipeline', () => {
  it('announces five stages in order and leaves a film in the snapshot', async () => {
    const studio = await startStudio()
    const id = await studio.create({ original_topic: '晋太元中，武陵人捕鱼为业。' })
    const stream = await watchAll(studio, id)
    expect(await command(studio, id, 'run_pipeline')).toMatchObject({ status: 202, body: { project_id: id } })
    expect(await stream.ended).toBe('in good order')

    expect(stream.rejected).toEqual([])
    const types = (stage: Stage) =>
      stream.seen.filter((one) => one.message.stage === stage).map((one) => one.message.type)
    for (const stage of STAGES) {
      expect(types(stage).at(0)).toBe('stage_update')
      expect(types(stage).slice(-2)).toEqual(['done', 'stage_completed'])
    }
    expect(types('image_generation').slice(1, -2)).toEqual(
      Array(3).fill(['progress', 'item_completed']).flat(),
    )
    expect(stream.seen.at(-1)?.message).toMatchObject({
      type: 'pipeline_done',
      metadata: { completed_stages: STAGES },
    })

    const snapshot = await snapshotOf(studio, id)
    expect(snapshot).toMatchObject({ status: 'completed', progress: 100, completedStages: 5 })
    expect(snapshot.stillUrl).toMatch(/^\/media\//)
    const [rewrite, storyboard, images, cameras, videos] = snapshot.stages
    expect(rewrite?.data).toMatchObject({ rewrittenText: '改写：晋太元中，武陵人捕鱼为业。' })
    expect(storyboard?.data).toMatchObject({
      isStale: false,
      scenes: [{ sequenceNumber: 1, narration: '旁白 1', shotType: 'wide' }, {}, {}],
    })
    expect(images?.data).toMatchObject([{ sequenceNumber: 1, images: [{ width: 9, height: 16 }] }, {}, {}])
    expect(cameras?.data).toMatchObject([
      { camera: { movementType: 'push_in', description: '缓缓推近' } },
      {},
      {},
    ])
    expect(videos?.data).toMatchObject([{ videos: [{ durationSeconds: 3, fps: 24 }] }, {}, {}])
  })

  it('repeats the whole text in each token, and the pieces are the text', async () => {
    const studio = await startStudio()
    const id = await studio.create()
    const stream = await watchAll(studio, id)
    await command(studio, id, 'run_pipeline')
    await stream.ended
    for (const stage of ['rewrite', 'storyboard', 'camera_movement'] as const) {
      let text = ''
      for (const { message } of stream.seen)
        if (message.type === 'token' && message.stage === stage) {
          text += message.content
          expect(message.fullText).toBe(text)
        }
      const done = stream.seen.map((one) => one.message).find(is('done', stage))
      expect(done).toMatchObject({ fullText: text })
    }
  })

  it('names stage, time, project and channel as the contract does', async () => {
    const studio = await startStudio()
    const id = await studio.create()
    const stream = await watchAll(studio, id)
    await command(studio, id, 'run_pipeline')
    await stream.ended
    const token = stream.seen.find((one) => one.message.type === 'token')
    expect(Object.keys(JSON.parse(token?.raw ?? '{}') as object).sort()).toEqual([
      'channel',
      'content',
      'full_text',
      'project_id',
      'stage',
      'timestamp',
      'type',
    ])
  })

  it('refuses a second start, and a start when there is nothing left to do', async () => {
    const gate = createGate()
    const studio = await startStudio({
      producers: createFakeProducers({ before: (_, __, signal) => gate.pass(signal) }),
    })
    const id = await studio.create()
    const stream = await watchAll(studio, id)
    await command(studio, id, 'run_pipeline')
    for (const name of ['run_pipeline', 'resume', 'retry_pipeline'])
      expect(await command(studio, id, name)).toMatchObject({
        status: 400,
        body: { error: expect.any(String) as string },
      })
    gate.open()
    await stream.ended
    for (const name of ['run_pipeline', 'resume', 'retry_pipeline', 'pause', 'force_release_queue'])
      expect(await command(studio, id, name)).toMatchObject({
        status: 400,
        body: { error: expect.any(String) as string },
      })
  })

  it('keeps a third project in the queue, from which it can be taken', async () => {
    const gate = createGate()
    const studio = await startStudio({
      producers: createFakeProducers({ before: (_, __, signal) => gate.pass(signal) }),
    })
    const ids = [await studio.create(), await studio.create(), await studio.create(), await studio.create()]
    const answers = []
    for (const id of ids) answers.push((await command(studio, id, 'run_pipeline')).body)
    expect(answers.map((body) => body['queue_position'])).toEqual([undefined, undefined, 1, 2])
    const [, , third = '', fourth = ''] = ids
    expect(await snapshotOf(studio, fourth)).toMatchObject({ status: 'queued', queuePosition: 2 })
    expect((await command(studio, third, 'force_release_queue')).status).toBe(200)
    expect(await snapshotOf(studio, third)).toMatchObject({ status: 'draft', queuePosition: null })
    const stream = await watchAll(studio, fourth)
    gate.open()
    expect(await stream.ended).toBe('in good order')
    expect(await snapshotOf(studio, fourth)).toMatchObject({ status: 'completed' })
  })

  it('has its result in the status of its task', async () => {
    const studio = await startStudio()
    const id = await studio.create()
    const stream = await watchAll(studio, id)
    const { body } = await command(studio, id, 'run_pipeline')
    await stream.ended
    const path = `${PROJECTS}${id}/task_status/?task_id=${String(body['task_id'])}`
    expect((await studio.call('GET', path)).body).toEqual({ task_id: body['task_id'], state: 'SUCCESS' })
    expect((await studio.call('GET', `${PROJECTS}${id}/task_status/?task_id=other`)).status).toBe(404)
  })
})

describe('pausing', () => {
  it('stops the work and announces it; resuming makes only the missing parts', async () => {
    const gate = createGate()
    const drawn: number[] = []
    const studio = await startStudio({
      producers: createFakeProducers({
        async before(stage, scene, signal) {
          if (stage !== 'image_generation') return
          drawn.push(scene)
          if (scene === 2) await gate.pass(signal)
        },
      }),
    })
    const id = await studio.create()
    const stream = await watchAll(studio, id)
    await command(studio, id, 'run_pipeline')
    await gate.reached
    expect((await command(studio, id, 'pause')).status).toBe(200)
    await stream.until(runStatus('paused'))
    const paused = await snapshotOf(studio, id)
    expect(paused.status).toBe('paused')
    expect(statuses(paused)).toEqual(['completed', 'completed', 'pending', 'pending', 'pending'])
    expect(paused.stages[2]?.data).toMatchObject([{ images: [{}] }, { images: [] }, { images: [] }])

    gate.open()
    expect((await command(studio, id, 'resume')).status).toBe(202)
    expect(await stream.ended).toBe('in good order')
    expect(drawn).toEqual([1, 2, 2, 3])
    expect(await snapshotOf(studio, id)).toMatchObject({ status: 'completed' })
  })
})

describe('a stage that fails', () => {
  async function failing() {
    let broken = true
    const studio = await startStudio({
      producers: createFakeProducers({
        before(stage, scene) {
          if (broken && stage === 'image_generation' && scene === 2) throw new Error('no paint left')
        },
      }),
    })
    const id = await studio.create()
    const stream = await watchAll(studio, id)
    await command(studio, id, 'run_pipeline')
    await stream.ended
    return { studio, id, stream, repair: () => (broken = false) }
  }

  it('names the missing scenes, keeps the others and ends the run', async () => {
    const { studio, id, stream } = await failing()
    const error = await stream.until(is('error', 'image_generation'))
    expect(error).toMatchObject({
      error: expect.stringMatching(/场景 2.*no paint left/) as string,
      retryCount: 1,
    })
    expect(stream.seen.at(-1)?.message.type).toBe('pipeline_error')
    const snapshot = await snapshotOf(studio, id)
    expect(snapshot.status).toBe('failed')
    expect(statuses(snapshot)).toEqual(['completed', 'completed', 'failed', 'pending', 'pending'])
    expect(snapshot.stages[2]).toMatchObject({ error: expect.stringContaining('no paint left') as string })
    expect(snapshot.stages[2]?.data).toMatchObject([{ images: [{}] }, { images: [] }, { images: [{}] }])
  })

  it('is only marked by retry_stage; execute_stage makes the missing parts, and a run continues from there', async () => {
    const { studio, id, repair } = await failing()
    repair()
    expect((await command(studio, id, 'retry_stage', { stage_name: 'rewrite' })).status).toBe(400)
    expect((await command(studio, id, 'retry_stage', { stage_name: 'image_generation' })).status).toBe(200)
    expect((await snapshotOf(studio, id)).stages[2]).toMatchObject({ status: 'pending', retryCount: 1 })
    const alone = await watchAll(studio, id)
    expect((await command(studio, id, 'execute_stage', { stage_name: 'image_generation' })).status).toBe(202)
    await alone.until(runStatus('paused'))
    expect(alone.seen.filter((one) => one.message.type === 'item_completed')).toHaveLength(1)
    expect(statuses(await snapshotOf(studio, id))).toEqual([
      'completed',
      'completed',
      'completed',
      'pending',
      'pending',
    ])
    await command(studio, id, 'run_pipeline')
    expect(await alone.ended).toBe('in good order')
    expect(alone.seen.at(-1)?.message).toMatchObject({
      type: 'pipeline_done',
      metadata: { skipped_stages: ['rewrite', 'storyboard', 'image_generation'] },
    })
  })

  it('can also be run again with the pipeline, which counts one more retry', async () => {
    const { studio, id, repair } = await failing()
    repair()
    const stream = await watchAll(studio, id)
    expect((await command(studio, id, 'retry_pipeline')).status).toBe(202)
    await stream.ended
    expect(await snapshotOf(studio, id)).toMatchObject({ status: 'completed' })
    expect((await snapshotOf(studio, id)).stages[2]).toMatchObject({ retryCount: 1, error: null })
  })
})

describe('a single stage', () => {
  async function finished() {
    const studio = await startStudio()
    const id = await studio.create()
    const stream = await watchAll(studio, id)
    await command(studio, id, 'run_pipeline')
    await stream.ended
    return { studio, id }
  }

  it('is skipped when it is completed, and refused before its time or under an unknown name', async () => {
    const { studio, id } = await finished()
    const skipped = await command(studio, id, 'execute_stage', { stage_name: 'rewrite' })
    expect(skipped).toMatchObject({ status: 200, body: { skipped: true } })
    const early = await command(studio, await studio.create(), 'execute_stage', { stage_name: 'storyboard' })
    expect(early).toMatchObject({ status: 400, body: { error: '请先完成“改写”。' } })
    const unknown = await command(studio, id, 'execute_stage', { stage_name: 'multi_grid_image' })
    expect(unknown).toMatchObject({ status: 400, body: { stage_name: ['未知的阶段。'] } })
  })

  it('makes new pictures of chosen scenes, which come before the older ones', async () => {
    const { studio, id } = await finished()
    const before = await snapshotOf(studio, id)
    const { scenes } = dataOf(before, 'storyboard')
    const stream = await watchAll(studio, id)
    const chosen = (sceneId: string | undefined) => ({
      stage_name: 'image_generation',
      input_data: { storyboard_ids: [sceneId] },
    })
    expect((await command(studio, id, 'execute_stage', chosen('nobody'))).status).toBe(400)
    await command(studio, id, 'execute_stage', chosen(scenes[1]?.id))
    await stream.until(runStatus('completed'))
    const images = (snapshot: ProjectSnapshot) =>
      dataOf(snapshot, 'image_generation').map((scene) => scene.images.map((one) => one.id))
    const after = images(await snapshotOf(studio, id))
    expect(after.map((one) => one.length)).toEqual([1, 2, 1])
    expect(after[1]?.[1]).toBe(images(before)[1]?.[0])
  })

  it('removes all data of the old scenes when the storyboard is written again', async () => {
    const { studio, id } = await finished()
    const still = String((await snapshotOf(studio, id)).stillUrl)
    const stream = await watchAll(studio, id)
    await command(studio, id, 'execute_stage', {
      stage_name: 'storyboard',
      input_data: { force_regenerate: true },
    })
    await stream.until(runStatus('paused'))
    expect(statuses(await snapshotOf(studio, id))).toEqual([
      'completed',
      'completed',
      'pending',
      'pending',
      'pending',
    ])
    expect((await fetch(studio.url + still)).status).toBe(404)
  })

  it('can be the target of a rollback, which removes its results and those of later stages', async () => {
    const { studio, id } = await finished()
    expect((await command(studio, id, 'rollback_stage', { stage_name: 'camera_movement' })).status).toBe(200)
    const snapshot = await snapshotOf(studio, id)
    expect(snapshot.status).toBe('paused')
    expect(statuses(snapshot)).toEqual(['completed', 'completed', 'completed', 'pending', 'pending'])
    expect(snapshot.stages[3]?.data).toMatchObject([{ camera: null }, { camera: null }, { camera: null }])
    await command(studio, id, 'rollback_stage', { stage_name: 'rewrite' })
    expect(await snapshotOf(studio, id)).toMatchObject({ status: 'draft', stillUrl: null, progress: 0 })
  })

  it('lets its text be edited', async () => {
    const { studio, id } = await finished()
    const patch = (path: string, body: object) => studio.call('PATCH', `${PROJECTS}${id}/${path}/`, body)
    const before = await snapshotOf(studio, id)
    const scene = dataOf(before, 'storyboard').scenes[0]?.id
    const camera = dataOf(before, 'camera_movement')[0]?.camera?.id
    await patch('update_rewrite', { rewritten_text: '我的话' })
    await patch('update_storyboard', { storyboard_id: scene, narration_text: '新旁白', duration_seconds: 5 })
    await patch('update_camera_movement', { camera_id: camera, movement_params: { description: '不动' } })
    const { stages } = await snapshotOf(studio, id)
    expect(stages[0]?.data).toMatchObject({ rewrittenText: '我的话' })
    expect(stages[1]?.data).toMatchObject({
      isStale: true,
      scenes: [{ narration: '新旁白', imagePrompt: '画面 1', durationSeconds: 5 }, {}, {}],
    })
    expect(stages[3]?.data).toMatchObject([
      { camera: { movementType: 'push_in', description: '不动' } },
      {},
      {},
    ])
    expect((await patch('update_storyboard', { storyboard_id: 'nobody' })).status).toBe(404)
    expect((await patch('update_storyboard', { storyboard_id: scene, duration_seconds: -1 })).status).toBe(
      400,
    )
  })
})

describe('deleting a project that runs', () => {
  it('stops the run, ends the streams and removes the files', async () => {
    const gate = createGate()
    const studio = await startStudio({
      producers: createFakeProducers({
        before: (stage, _, signal) => (stage === 'camera_movement' ? gate.pass(signal) : undefined),
      }),
    })
    const id = await studio.create()
    const stream = await watchAll(studio, id)
    await command(studio, id, 'run_pipeline')
    await gate.reached
    const still = String((await snapshotOf(studio, id)).stillUrl)
    expect((await fetch(studio.url + still)).status).toBe(200)
    expect((await studio.call('DELETE', `${PROJECTS}${id}/`)).status).toBe(204)
    expect(await stream.ended).toBe('in good order')
    expect((await fetch(studio.url + still)).status).toBe(404)
  })
})
