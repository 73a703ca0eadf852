import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { projectSnapshotSchema, type ProjectSnapshot } from '../../../src/protocol/snapshot'
import type { StageData } from '../../../src/protocol/stageData'
import type { Stage } from '../../../src/protocol/stages'
import { createFakeProducers } from './support/fakeProducers'
import { PROJECTS, startStudio, type StudioServer } from './support/studioServer'
import { watch } from './support/watch'

async function snapshotOf(studio: StudioServer, id: string): Promise<ProjectSnapshot> {
  return v.parse(projectSnapshotSchema, (await studio.call('GET', `${PROJECTS}${id}/`)).body)
}
function dataOf<S extends Stage>(snapshot: ProjectSnapshot, stage: S): StageData[S] {
  const found = snapshot.stages.find((one) => one.stage === stage)
  if (!found?.data) throw new Error(`no data of ${stage}`)
  return found.data as StageData[S]
}

/** What is there of each scene, and what of it is from an older version. */
function things(snapshot: ProjectSnapshot) {
  const images = dataOf(snapshot, 'image_generation').map(({ images: [image] }) => image)
  const cameras = dataOf(snapshot, 'camera_movement').map(({ camera }) => camera)
  const clips = dataOf(snapshot, 'video_generation').map(({ videos: [video] }) => video)
  return {
    ids: [images, cameras, clips].map((all) => all.map((one) => one?.id)),
    files: [images, clips].map((all) => all.map((one) => one?.url)),
    stale: [images, cameras, clips].map((all) => all.map((one) => one?.isStale)),
  }
}

async function finished(scenes = 3) {
  const studio = await startStudio({ producers: createFakeProducers({ scenes }) })
  const id = await studio.create({ original_topic: '晋太元中，武陵人捕鱼为业。' })
  const call = (method: 'POST' | 'PATCH', path: string, body: object = {}) =>
    studio.call(method, `${PROJECTS}${id}/${path}/`, body)
  async function run(path: string, body: object = {}) {
    const stream = await watch(`${studio.url}/api/v1/sse/projects/${id}/`)
    expect((await call('POST', path, body)).status).toBe(202)
    const isEnd = (type: string, stage: string | null) => type === 'stage_update' && stage === 'pipeline'
    await stream.until(
      (message) =>
        message.type === 'pipeline_done' ||
        (isEnd(message.type, message.stage) && 'status' in message && message.status === 'completed'),
    )
  }
  await run('run_pipeline')
  const at = async (number: number) => {
    const scene = dataOf(await snapshotOf(studio, id), 'storyboard').scenes[number - 1]
    if (!scene) throw new Error(`no scene ${number}`)
    return scene
  }
  return { studio, id, call, run, at, now: () => snapshotOf(studio, id) }
}

describe('an edit', () => {
  it('that expects something else than there is changes nothing, and says so with 409', async () => {
    const { call, at, now } = await finished()
    const scene = await at(1)
    const edit = (narration_text: string, before: string) =>
      call('PATCH', 'update_storyboard', {
        storyboard_id: scene.id,
        narration_text,
        expected: { narration_text: before },
      })
    expect((await edit('别人的', scene.narration)).status).toBe(200)
    expect(await edit('我的', scene.narration)).toMatchObject({
      status: 409,
      body: { error: '内容已被别人改过，这次修改没有保存。' },
    })
    expect((await at(1)).narration).toBe('别人的')
    const rewrite = await call('PATCH', 'update_rewrite', {
      rewritten_text: '我的',
      expected: { rewritten_text: '没有人写过' },
    })
    expect(rewrite.status).toBe(409)
    expect(dataOf(await now(), 'rewrite').rewrittenText).not.toBe('我的')
  })

  it('is reported to everybody who watches the project', async () => {
    const { studio, id, call, at } = await finished()
    const stream = await watch(`${studio.url}/api/v1/sse/projects/${id}/`)
    const scene = await at(1)
    await call('PATCH', 'update_storyboard', { storyboard_id: scene.id, narration_text: '新' })
    await stream.until(({ type, stage }) => type === 'stage_update' && stage === 'pipeline')
    expect((await snapshotOf(studio, id)).status).toBe('completed')
  })

  it('of the rewrite marks the storyboard, until that is made again', async () => {
    const { call, run, now } = await finished()
    expect(dataOf(await now(), 'storyboard').isStale).toBe(false)
    await call('PATCH', 'update_rewrite', { rewritten_text: '另一个故事。' })
    expect(dataOf(await now(), 'storyboard').isStale).toBe(true)
    await call('POST', 'rollback_stage', { stage_name: 'storyboard' })
    await run('run_pipeline')
    expect(dataOf(await now(), 'storyboard').isStale).toBe(false)
  })

  it('of one scene of 40 marks its three things; made again, nothing else is touched', async () => {
    const { call, run, at, now } = await finished(40)
    const before = things(await now())
    expect(before.stale.flat()).not.toContain(true)
    const scene = await at(17)
    await call('PATCH', 'update_storyboard', { storyboard_id: scene.id, narration_text: '新的旁白' })
    const marked = things(await now())
    expect(marked.stale).toEqual(before.stale.map((all) => all.map((_, index) => index === 16)))
    expect(marked.files).toEqual(before.files)
    for (const stage_name of ['image_generation', 'camera_movement', 'video_generation'])
      await run('execute_stage', {
        stage_name,
        input_data: { storyboard_ids: [scene.id], force_regenerate: true },
      })
    const after = things(await now())
    expect(after.stale.flat()).not.toContain(true)
    for (const [kind, all] of after.files.entries())
      for (const [index, file] of all.entries())
        if (index === 16) expect(file).not.toBe(before.files[kind]?.[index])
        else expect(file).toBe(before.files[kind]?.[index])
    expect(after.ids[0]?.toSpliced(16, 1)).toEqual(before.ids[0]?.toSpliced(16, 1))
    expect(after.ids[2]?.toSpliced(16, 1)).toEqual(before.ids[2]?.toSpliced(16, 1))
  })
})

describe('a camera move that a person chooses', () => {
  it('gets its geometry and its words, and marks only the clip', async () => {
    const { call, now } = await finished()
    const camera = dataOf(await now(), 'camera_movement')[1]?.camera
    const answer = await call('PATCH', 'update_camera_movement', {
      camera_id: camera?.id,
      movement_type: 'tilt_up',
      expected: { movement_type: camera?.movementType },
    })
    expect(answer.status).toBe(200)
    const changed = dataOf(await now(), 'camera_movement')[1]?.camera
    expect(changed).toMatchObject({ movementType: 'tilt_up', params: { from: {}, to: {} } })
    expect(changed?.description).not.toBe('')
    expect(things(await now()).stale).toEqual([
      [false, false, false],
      [false, false, false],
      [false, true, false],
    ])
  })
})

describe('the order of the scenes', () => {
  it('is changed as a whole, and everything stays with its scene', async () => {
    const { call, now } = await finished()
    const before = await now()
    const ids = dataOf(before, 'storyboard').scenes.map(({ id }) => id)
    const order = [ids[2], ids[0], ids[1]]
    expect((await call('POST', 'reorder_storyboards', { storyboard_ids: order, expected: ids })).status).toBe(
      200,
    )
    const after = await now()
    expect(dataOf(after, 'storyboard').scenes.map(({ id }) => id)).toEqual(order)
    expect(things(after).files[0]?.[0]).toBe(things(before).files[0]?.[2])
    expect(things(after).stale.flat()).not.toContain(true)
  })

  it('is refused where it is no longer as the person saw it, or names other scenes', async () => {
    const { call, now } = await finished()
    const ids = dataOf(await now(), 'storyboard').scenes.map(({ id }) => id)
    const reorder = (body: object) => call('POST', 'reorder_storyboards', body)
    expect((await reorder({ storyboard_ids: ids, expected: ids.toReversed() })).status).toBe(409)
    expect((await reorder({ storyboard_ids: ids.slice(1) })).status).toBe(404)
    expect((await reorder({ storyboard_ids: [...ids, ids[0]] })).status).toBe(404)
  })
})

describe('an older version', () => {
  it('of a picture is taken back, and what was made from the newer one is marked', async () => {
    const { call, run, at, now } = await finished()
    const scene = await at(1)
    await run('execute_stage', {
      stage_name: 'image_generation',
      input_data: { storyboard_ids: [scene.id], force_regenerate: true },
    })
    const [newer, older] = dataOf(await now(), 'image_generation')[0]?.images ?? []
    expect(things(await now()).stale[2]?.[0]).toBe(true)
    const restore = (item_id: string | undefined) =>
      call('POST', 'restore_version', { stage_name: 'image_generation', item_id })
    expect((await restore(older?.id)).status).toBe(200)
    expect(dataOf(await now(), 'image_generation')[0]?.images.map(({ id }) => id)).toEqual([
      older?.id,
      newer?.id,
    ])
    expect(things(await now()).stale[2]?.[0]).toBe(false)
    expect((await restore('nobody')).status).toBe(404)
  })
})
