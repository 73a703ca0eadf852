import { createCanvas, loadImage } from '@napi-rs/canvas'
import { describe, expect, it } from 'vitest'
import type { Producers } from '../../../server/producers/types'
import { createFakeProducers } from './support/fakeProducers'
import { createGate } from './support/gate'
import { register } from './support/register'
import { PROJECTS, startStudio, type StudioServer } from './support/studioServer'
import { watch } from './support/watch'

function formOf(fields: Record<string, string | Blob>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return form
}
async function ask(studio: StudioServer, fields: Record<string, string | Blob>, path = '/api/generate') {
  const response = await fetch(studio.url + path, { method: 'POST', body: formOf(fields) })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
const statusOf = (studio: StudioServer, id: unknown) =>
  studio.call('GET', `/api/generate/status?taskId=${String(id)}`)
async function result(studio: StudioServer, id: unknown) {
  for (;;) {
    const { body } = await statusOf(studio, id)
    const data = body['data'] as { status: string; result: string | null; error: string | null }
    if (data.status === 'completed' || data.status === 'failed') return data
  }
}

/** A picture file of one colour. */
function pictureFile(colour: string): Blob {
  const canvas = createCanvas(40, 40)
  const ctx = canvas.getContext('2d')
  ctx.fillStyle = colour
  ctx.fillRect(0, 0, 40, 40)
  return new Blob([new Uint8Array(canvas.toBuffer('image/png'))], { type: 'image/png' })
}

/** Producers that note what was asked of a picture. */
function noting(before?: NonNullable<Parameters<typeof createFakeProducers>[0]>['before']) {
  const fake = createFakeProducers({ ...(before && { before }) })
  const asked: { prompt: string; narration: string; take: number; reference: number | null }[] = []
  const producers: Producers = {
    ...fake,
    picture(scene, story, signal, request) {
      // The first pictures of a run are nobody's wish.
      if (request && (request.take > 0 || request.reference))
        asked.push({
          prompt: scene.visual_prompt,
          narration: scene.narration,
          take: request.take,
          reference: request.reference?.length ?? null,
        })
      return fake.picture(scene, story, signal, request)
    },
  }
  return { producers, asked }
}

/** A studio with a finished project, and the id of its second scene. */
async function withScene(before?: Parameters<typeof noting>[0]) {
  const { producers, asked } = noting(before)
  const studio = await startStudio({ producers, env: { FAULTS: 'on' } })
  const projectId = await studio.create()
  const run = await watch(`${studio.url}/api/v1/sse/projects/${projectId}/`)
  await studio.call('POST', `${PROJECTS}${projectId}/run_pipeline/`)
  await run.until(({ type }) => type === 'pipeline_done')
  const images = async () => {
    const { body } = await studio.call('GET', `${PROJECTS}${projectId}/`)
    const stages = body['stages'] as {
      domain_data: { storyboards?: { storyboard_id: string; images?: unknown[] }[] }
    }[]
    const scenes = stages.flatMap(({ domain_data: data }) => data.storyboards ?? [])
    return scenes.filter(({ images }) => images !== undefined)
  }
  const scene = (await images())[1]?.storyboard_id ?? ''
  return { studio, projectId, scene, asked, images }
}

describe('a picture on request', () => {
  it('is made from a prompt, and shown under a media address', async () => {
    const studio = await startStudio()
    const { status, body } = await ask(studio, { prompt: '雪夜里的灯塔' })
    expect(status).toBe(202)
    const { status: end, result: url } = await result(studio, body['taskId'])
    expect(end).toBe('completed')
    expect((await fetch(studio.url + String(url))).headers.get('content-type')).toBe('image/jpeg')
  })

  it('becomes the newest picture of its scene; the older one is kept', async () => {
    const { studio, projectId, scene, asked, images } = await withScene()
    const { body } = await ask(studio, { prompt: '另一幅画面', project_id: projectId, storyboard_id: scene })
    const { result: url } = await result(studio, body['taskId'])
    expect(asked).toEqual([{ prompt: '另一幅画面', narration: '', take: 1, reference: null }])
    const all = (await images()).find((one) => one.storyboard_id === scene)?.images as { image_url: string }[]
    expect(all).toHaveLength(2)
    expect(all[0]?.image_url).toBe(url)
  })

  it('with the words that the scene has is another picture of the same words', async () => {
    const { studio, projectId, scene, asked } = await withScene()
    const { body } = await ask(studio, { prompt: '画面 2', project_id: projectId, storyboard_id: scene })
    await result(studio, body['taskId'])
    expect(asked).toEqual([{ prompt: '画面 2', narration: '旁白 2', take: 1, reference: null }])
  })

  it('can be made after a reference picture', async () => {
    const { producers, asked } = noting()
    const studio = await startStudio({ producers })
    const file = pictureFile('red')
    const { body } = await ask(studio, { prompt: '湖', reference_image: file }, '/api/generate_advanced')
    await result(studio, body['taskId'])
    expect(asked).toMatchObject([{ prompt: '湖', reference: file.size }])
  })
})

// The checklist of the source document of the polled status: 错误处理.
describe('错误处理: the status of a picture', () => {
  it('is 400 without a task id, 404 for one that nobody knows, 401 without sign-in, 500 on request', async () => {
    const studio = await startStudio({ env: { FAULTS: 'on' } })
    expect((await studio.call('GET', '/api/generate/status')).status).toBe(400)
    expect((await statusOf(studio, 'none')).status).toBe(404)
    await studio.call('POST', '/api/v1/faults/', { fault: 'status', target: 'tasks', code: 500, times: 1 })
    expect((await statusOf(studio, 'none')).status).toBe(500)
    const guarded = await startStudio({ env: { AUTH: 'on' } })
    expect((await statusOf(guarded, 'none')).status).toBe(401)
  })

  it('is failed, with the words of the failure, if the picture cannot be made', async () => {
    const studio = await startStudio({
      producers: createFakeProducers({
        before() {
          throw new Error('模型没有回答')
        },
      }),
    })
    const { body } = await ask(studio, { prompt: '湖' })
    expect(await result(studio, body['taskId'])).toEqual({
      status: 'failed',
      result: null,
      error: '模型没有回答',
    })
  })

  it('is failed after a restart that interrupted it', async () => {
    const gate = createGate()
    const studio = await startStudio({
      producers: createFakeProducers({ before: (_, __, signal) => gate.pass(signal) }),
    })
    const { body } = await ask(studio, { prompt: '湖' })
    await gate.reached
    await studio.stop()
    const next = await startStudio({ dataDir: studio.dataDir })
    expect(await result(next, body['taskId'])).toMatchObject({ status: 'failed' })
  })
})

// 超时管理: the server may hold a request, but answers as soon as there is something to say.
describe('超时管理: a question about the status', () => {
  it('is held until the status changes', async () => {
    const gate = createGate()
    const studio = await startStudio({
      producers: createFakeProducers({ before: (_, __, signal) => gate.pass(signal) }),
    })
    const { body } = await ask(studio, { prompt: '湖' })
    await gate.reached
    let isAnswered = false
    const answer = statusOf(studio, body['taskId']).finally(() => (isAnswered = true))
    await studio.call('GET', PROJECTS)
    expect(isAnswered).toBe(false)
    gate.open()
    expect((await answer).body).toMatchObject({ data: { status: 'completed' } })
  })
})

describe('a request for a picture is refused', () => {
  it.each([
    { name: 'without a prompt', fields: {}, status: 400, field: 'prompt' },
    { name: 'with a blank prompt', fields: { prompt: ' \n' }, status: 400, field: 'prompt' },
    { name: 'with too long a prompt', fields: { prompt: 'x'.repeat(2001) }, status: 400, field: 'prompt' },
    {
      name: 'with a reference that is no picture, whatever it is called',
      fields: { prompt: 'x', reference_image: new Blob(['<svg/>'], { type: 'image/png' }) },
      status: 400,
      field: 'reference_image',
    },
    {
      name: 'for a project that is not there',
      fields: { prompt: 'x', project_id: 'none', storyboard_id: 'none' },
      status: 404,
      field: 'detail',
    },
  ])('$name', async ({ fields, status, field }) => {
    const studio = await startStudio()
    const answer = await ask(studio, fields)
    expect(answer.status).toBe(status)
    expect(Object.keys(answer.body)).toEqual([field])
  })

  it('if it is no form, and if its picture is too large', async () => {
    const studio = await startStudio()
    expect((await studio.call('POST', '/api/generate', { prompt: 'x' })).status).toBe(400)
    const large = new Blob([new Uint8Array(9 * 1024 * 1024)], { type: 'image/png' })
    expect((await ask(studio, { prompt: 'x', reference_image: large })).status).toBe(413)
  })

  it('while too many are waiting', async () => {
    const gate = createGate()
    const studio = await startStudio({
      producers: createFakeProducers({ before: (_, __, signal) => gate.pass(signal) }),
    })
    for (let count = 0; count < 20; count += 1) expect((await ask(studio, { prompt: 'x' })).status).toBe(202)
    expect((await ask(studio, { prompt: 'x' })).status).toBe(429)
    gate.open()
  })
})

describe('a project that is deleted', () => {
  it('takes the pictures that are being made for it along', async () => {
    const gate = createGate()
    let isAgain = false
    const { studio, projectId, scene } = await withScene((stage, _, signal) =>
      isAgain && stage === 'image_generation' ? gate.pass(signal) : undefined,
    )
    isAgain = true
    const { body } = await ask(studio, { prompt: 'x', project_id: projectId, storyboard_id: scene })
    await gate.reached
    expect((await studio.call('DELETE', `${PROJECTS}${projectId}/`)).status).toBe(204)
    expect((await statusOf(studio, body['taskId'])).status).toBe(404)
  })
})

describe('a reference picture', () => {
  it('gives its colours to the picture', async () => {
    const { createWorkerPool } = await import('../../../server/media/workerPool')
    const { createEncoderFinder } = await import('../../../server/media/encoder')
    const { createLocalMedia } = await import('../../../server/producers/localMedia')
    const pool = createWorkerPool(1)
    const media = createLocalMedia(pool, createEncoderFinder({ FFMPEG: 'off' }))
    const scene = {
      scene_number: 1,
      narration: '',
      visual_prompt: '湖边',
      shot_type: 'wide',
      description: '',
      durationSeconds: 3,
    }
    const story = { projectId: 'p', story: '湖边', aspectRatio: '1:1' as const, filmLength: 'full' as const }
    const meanOf = async (reference: Uint8Array | null) => {
      const { thumbnail } = await media.picture(scene, story, new AbortController().signal, {
        take: 0,
        reference,
      })
      const image = await loadImage(Buffer.from(thumbnail.data))
      const canvas = createCanvas(1, 1)
      const ctx = canvas.getContext('2d')
      ctx.imageSmoothingQuality = 'high'
      ctx.drawImage(image, 0, 0, 1, 1)
      const [red = 0, , blue = 0] = ctx.getImageData(0, 0, 1, 1).data
      return red - blue
    }
    const bytesOf = async (colour: string) => new Uint8Array(await pictureFile(colour).arrayBuffer())
    const [warm, cold] = [
      await meanOf(await bytesOf('rgb(220 60 20)')),
      await meanOf(await bytesOf('rgb(20 60 220)')),
    ]
    await pool.close()
    expect(warm - cold).toBeGreaterThan(60)
  })
})

it('single tasks, pictures and their files belong to one person', async () => {
  const studio = await startStudio({ env: { AUTH: 'on' } })
  const [one, two] = [await register(studio, 'one'), await register(studio, 'two')]
  const created = await studio.call('POST', PROJECTS, { original_topic: '从前有一座山。' }, one)
  const run = `${PROJECTS}${String(created.body['id'])}/run_pipeline/`
  const task = String((await studio.call('POST', run, {}, one)).body['task_id'])
  const form = formOf({ prompt: '湖' })
  const asked = await fetch(`${studio.url}/api/generate`, { method: 'POST', body: form, headers: one })
  const picture = `/api/generate/status?taskId=${((await asked.json()) as { taskId: string }).taskId}`
  const answers = async (headers: Record<string, string>) =>
    (
      await Promise.all(
        [picture, `/api/v1/tasks/${task}/`].map((path) => studio.call('GET', path, undefined, headers)),
      )
    ).map(({ status }) => status)
  await expect
    .poll(
      async () =>
        ((await studio.call('GET', picture, undefined, one)).body['data'] as { status: string }).status,
    )
    .toBe('completed')
  expect(await answers(one)).toEqual([200, 200])
  expect(await answers(two)).toEqual([404, 404])
  const { result: url } = (await studio.call('GET', picture, undefined, one)).body['data'] as {
    result: string
  }
  expect((await fetch(studio.url + url, { headers: one })).status).toBe(200)
  expect((await fetch(studio.url + url, { headers: two })).status).toBe(404)
  expect((await fetch(`${studio.url}/api/v1/sse/tasks/${task}/progress`, { headers: two })).status).toBe(404)
})
