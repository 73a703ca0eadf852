import { readFile } from 'node:fs/promises'
import { createParser } from 'eventsource-parser'
import { describe, expect, it, onTestFinished } from 'vitest'
import { secondsLeft } from '../../../server/jobs/taskBoard'
import { parseTaskEvent, type TaskEvent } from '../../../src/protocol/singleTasks'
import { createFakeProducers } from './support/fakeProducers'
import { createGate } from './support/gate'
import { parseFilm, textOfSample } from './support/parseFilm'
import { PROJECTS, startStudio, type StudioServer } from './support/studioServer'
import { tinyClip } from './support/tinyClip'

const TASKS = '/api/v1/tasks/'

/** A studio that makes real clips of a second each. `sizes`: of the clips, in the order in which they are made. */
async function filmStudio(
  options: {
    scenes?: number
    env?: Record<string, string>
    sizes?: readonly { width: number; height: number }[]
    before?: NonNullable<Parameters<typeof createFakeProducers>[0]>['before']
  } = {},
) {
  const { scenes = 2, env = {}, before } = options
  const fake = createFakeProducers({ scenes, ...(before && { before }) })
  const sizes = [...(options.sizes ?? [])]
  const studio = await startStudio({
    env: { FAULTS: 'on', ...env },
    producers: {
      ...fake,
      async clip(scene, picture, move, story, signal, onProgress) {
        const made = await fake.clip(scene, picture, move, story, signal)
        onProgress?.(0.5)
        const size = sizes.shift() ?? { width: 360, height: 640 }
        return { ...made, ...size, durationSeconds: 1, data: await tinyClip(90, 24, size) }
      },
    },
  })
  const projectId = await studio.create()
  return { studio, projectId }
}

async function run(studio: StudioServer, projectId: string, stage?: string, scene?: string) {
  const path = `${PROJECTS}${projectId}/${stage === undefined ? 'run_pipeline' : 'execute_stage'}/`
  const body = stage === undefined ? {} : { stage_name: stage, input_data: { storyboard_ids: [scene] } }
  const { body: answer } = await studio.call('POST', path, body)
  return String(answer['task_id'])
}

async function filmed(options: Parameters<typeof filmStudio>[0] = {}) {
  const made = await filmStudio(options)
  const task = await run(made.studio, made.projectId)
  await (
    await follow(made.studio, task)
  ).ended
  return made
}

const startExport = (studio: StudioServer, projectId: string) =>
  studio.call('POST', TASKS, { project_id: projectId, type: 'film_export' })

/** Read the stream of a task to its end. */
async function follow(studio: StudioServer, id: string) {
  const controller = new AbortController()
  onTestFinished(() => controller.abort())
  const response = await fetch(`${studio.url}/api/v1/sse/tasks/${id}/progress`, { signal: controller.signal })
  const events: TaskEvent[] = []
  const parser = createParser({
    onEvent: ({ event, data }) => events.push(parseTaskEvent(event ?? '', data)),
  })
  const decoder = new TextDecoder()
  const read = async () => {
    for await (const chunk of response.body ?? []) parser.feed(decoder.decode(chunk, { stream: true }))
  }
  return { events, status: response.status, ended: read() }
}

const fault = (studio: StudioServer, body: Record<string, unknown>) =>
  studio.call('POST', '/api/v1/faults/', body)

describe('the export of a film', () => {
  it('joins the clips of all scenes, with their narration as subtitles', async () => {
    const { studio, projectId } = await filmed()
    const { status, body } = await startExport(studio, projectId)
    expect(status).toBe(202)
    const stream = await follow(studio, String(body['task_id']))
    await stream.ended
    expect(stream.events.at(-1)).toEqual({ kind: 'complete', state: 'success' })
    const task = await studio.call('GET', `${TASKS}${String(body['task_id'])}/`)
    expect(task.body).toMatchObject({
      type: 'film_export',
      project_id: projectId,
      state: 'success',
      progress: 100,
      estimated_time: null,
      error: null,
    })
    const { url } = task.body['result'] as { url: string }
    const file = await fetch(studio.url + url)
    expect(file.headers.get('content-type')).toBe('video/mp4')
    const { movie, samples } = parseFilm(new Uint8Array(await file.arrayBuffer()))
    expect(movie.tracks.map(({ codec }) => codec.slice(0, 4))).toEqual(['avc1', 'tx3g'])
    const lines = samples.get(movie.tracks[1]?.id ?? -1) ?? []
    expect(lines.map((line) => [line.cts, textOfSample(line)])).toEqual([
      [0, '旁白 1'],
      [1000, '旁白 2'],
    ])
  })

  it('encodes anew only the clips that do not fit to the others', async () => {
    const { studio, projectId } = await filmed({ sizes: [{ width: 32, height: 48 }] })
    const { body } = await startExport(studio, projectId)
    const stream = await follow(studio, String(body['task_id']))
    await stream.ended
    expect(stream.events.at(-1)).toEqual({ kind: 'complete', state: 'success' })
    const task = await studio.call('GET', `${TASKS}${String(body['task_id'])}/`)
    const { url } = task.body['result'] as { url: string }
    const { movie } = parseFilm(new Uint8Array(await (await fetch(studio.url + url)).arrayBuffer()))
    expect(movie.tracks[0]).toMatchObject({ nb_samples: 48, video: { width: 360, height: 640 } })
  })

  it('says so if clips cannot be made to fit', async () => {
    const odd = { width: 32, height: 48 }
    const { studio, projectId } = await filmed({
      sizes: [odd, { width: 360, height: 640 }, { width: 48, height: 48 }],
    })
    const { body } = await startExport(studio, projectId)
    const stream = await follow(studio, String(body['task_id']))
    await stream.ended
    expect(stream.events.at(-1)).toMatchObject({
      kind: 'error',
      message: expect.stringContaining('格式不同') as string,
    })
  })

  it('replaces the file of the export before', async () => {
    const { studio, projectId } = await filmed()
    const urls: string[] = []
    for (let time = 0; time < 2; time += 1) {
      const { body } = await startExport(studio, projectId)
      await (
        await follow(studio, String(body['task_id']))
      ).ended
      const task = await studio.call('GET', `${TASKS}${String(body['task_id'])}/`)
      urls.push((task.body['result'] as { url: string }).url)
    }
    const found = () => Promise.all(urls.map(async (url) => (await fetch(studio.url + url)).status))
    await expect.poll(found).toEqual([404, 200])
  })

  it('is refused before all clips are there, while the project runs, and twice at once', async () => {
    const gate = createGate()
    const { studio, projectId } = await filmStudio({
      before: (stage, _, signal) => (stage === 'video_generation' ? gate.pass(signal) : undefined),
    })
    expect((await startExport(studio, projectId)).status).toBe(400)
    const task = await run(studio, projectId)
    await gate.reached
    expect((await startExport(studio, projectId)).status).toBe(400)
    gate.open()
    await (
      await follow(studio, task)
    ).ended
    await fault(studio, { fault: 'slow_job', job_type: 'film_export', ms: 60_000 })
    const { body } = await startExport(studio, projectId)
    expect((await startExport(studio, projectId)).body).toEqual({ error: '这个项目已有短片在导出。' })
    await studio.call('POST', `${TASKS}${String(body['task_id'])}/cancel/`)
  })

  it('can be cancelled, while it runs and while it waits', async () => {
    const { studio, projectId } = await filmed()
    const other = await studio.create()
    await (
      await follow(studio, await run(studio, other))
    ).ended
    await fault(studio, { fault: 'slow_job', job_type: 'film_export', ms: 60_000 })
    const ids = [projectId, other].map(async (id) => String((await startExport(studio, id)).body['task_id']))
    const [first = '', second = ''] = await Promise.all(ids)
    const streams = [await follow(studio, first), await follow(studio, second)]
    for (const id of [second, first])
      expect((await studio.call('POST', `${TASKS}${id}/cancel/`)).status).toBe(200)
    await Promise.all(streams.map(({ ended }) => ended))
    expect(streams.map(({ events }) => events.at(-1))).toEqual([
      { kind: 'complete', state: 'cancelled' },
      { kind: 'complete', state: 'cancelled' },
    ])
    expect((await studio.call('POST', `${TASKS}${first}/cancel/`)).status).toBe(400)
  })

  it('that fails on request says why', async () => {
    const { studio, projectId } = await filmed()
    await fault(studio, { fault: 'fail_job', job_type: 'film_export', times: 1 })
    const { body } = await startExport(studio, projectId)
    const stream = await follow(studio, String(body['task_id']))
    await stream.ended
    expect(stream.events.at(-1)).toEqual({ kind: 'error', message: '这个任务按要求失败（模拟故障）。' })
    expect((await studio.call('GET', `${TASKS}${String(body['task_id'])}/`)).body).toMatchObject({
      state: 'failure',
    })
  })

  it('goes with its project', async () => {
    const { studio, projectId } = await filmed()
    await fault(studio, { fault: 'slow_job', job_type: 'film_export', ms: 60_000 })
    const { body } = await startExport(studio, projectId)
    const stream = await follow(studio, String(body['task_id']))
    await studio.call('DELETE', `${PROJECTS}${projectId}/`)
    await stream.ended
    expect((await studio.call('GET', `${TASKS}${String(body['task_id'])}/`)).status).toBe(404)
  })

  it('that a restart interrupts has failed, and its film is not thrown away by the next start', async () => {
    const { studio, projectId } = await filmed()
    const done = String((await startExport(studio, projectId)).body['task_id'])
    await (
      await follow(studio, done)
    ).ended
    await fault(studio, { fault: 'slow_job', job_type: 'film_export', ms: 60_000 })
    const cut = String((await startExport(studio, projectId)).body['task_id'])
    await studio.stop()
    const next = await startStudio({ dataDir: studio.dataDir })
    expect((await next.call('GET', `${TASKS}${cut}/`)).body).toMatchObject({
      state: 'failure',
      error: '服务器重新启动，任务中断了。请重新开始。',
    })
    const { url } = (await next.call('GET', `${TASKS}${done}/`)).body['result'] as { url: string }
    expect((await fetch(next.url + url)).status).toBe(200)
    expect((await readFile(`${studio.dataDir}/media/${url.split('/').at(-1) ?? ''}`)).length).toBeGreaterThan(
      1000,
    )
  })
})

describe('the stream of a single task', () => {
  it('shows how far one clip is that is made again, and how long it will take', async () => {
    const gate = createGate()
    let isAgain = false
    const { studio, projectId } = await filmed({
      before: (stage, _, signal) => (isAgain && stage === 'video_generation' ? gate.pass(signal) : undefined),
    })
    isAgain = true
    const snapshot = await studio.call('GET', `${PROJECTS}${projectId}/`)
    const stages = snapshot.body['stages'] as { domain_data: { storyboards?: { id: string }[] } }[]
    const scene = stages.flatMap(({ domain_data: data }) => data.storyboards ?? [])[1]?.id ?? ''
    const stream = await follow(studio, await run(studio, projectId, 'video_generation', scene))
    await gate.reached
    gate.open()
    await stream.ended
    const seen = stream.events.flatMap((event) => (event.kind === 'progress' ? [event.progress] : []))
    expect(seen.at(0)).toMatchObject({ state: 'running' })
    expect(seen.at(-1)).toMatchObject({ state: 'success', progress: 50 })
    expect(stream.events.at(-1)).toEqual({ kind: 'complete', state: 'success' })
  })

  it('ends with a time-out, which is no failure: the next one goes on', async () => {
    const { studio, projectId } = await filmed()
    await fault(studio, { fault: 'slow_job', job_type: 'film_export', ms: 60_000 })
    await fault(studio, { fault: 'early_timeout', ms: 20, times: 1 })
    const { body } = await startExport(studio, projectId)
    const stream = await follow(studio, String(body['task_id']))
    await stream.ended
    expect(stream.events.at(-1)).toEqual({ kind: 'timeout', message: '连接时间已到，请重新连接。' })
    const next = await follow(studio, String(body['task_id']))
    await studio.call('POST', `${TASKS}${String(body['task_id'])}/cancel/`)
    await next.ended
    expect(next.events.at(-1)).toEqual({ kind: 'complete', state: 'cancelled' })
  })

  it('is not there for a task that nobody knows, or that belongs to another person', async () => {
    const studio = await startStudio({ env: { AUTH: 'on' } })
    expect((await fetch(`${studio.url}/api/v1/sse/tasks/none/progress`)).status).toBe(401)
    expect((await fetch(`${studio.url}${TASKS}none/`)).status).toBe(401)
    const open = await startStudio()
    expect((await fetch(`${open.url}/api/v1/sse/tasks/none/progress`)).status).toBe(404)
    expect((await open.call('GET', `${TASKS}none/`)).status).toBe(404)
  })
})

describe('how long a task will still take', () => {
  it.each([
    { elapsedMs: 10_000, percent: 50, seconds: 10 },
    { elapsedMs: 10_000, percent: 80, seconds: 2.5 },
    { elapsedMs: 10_000, percent: 100, seconds: 0 },
    { elapsedMs: 10_000, percent: 1, seconds: null },
    { elapsedMs: 0, percent: 50, seconds: null },
  ])('is $seconds s after $elapsedMs ms at $percent %', ({ elapsedMs, percent, seconds }) => {
    expect(secondsLeft(elapsedMs, percent)).toBe(seconds)
  })
})
