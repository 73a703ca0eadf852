import { describe, expect, it } from 'vitest'
import { parseJobResult, type Job } from '../../../src/protocol/jobs'
import { createFakeProducers } from './support/fakeProducers'
import { createGate } from './support/gate'
import { register } from './support/register'
import { PROJECTS, startStudio, type StudioServer } from './support/studioServer'
import { watchJobs } from './support/watchJobs'

const JOBS = '/api/tasks/'
const EXTRACTION = 'storyboard_extraction'
const MATCHING = 'storyboard_matching'

const is = (type: string, status: string) => (job: Job) => job.type === type && job.status === status

/** A project whose story is rewritten, and nothing else. */
async function rewritten(studio: StudioServer): Promise<string> {
  const id = await studio.create()
  await studio.call('POST', `${PROJECTS}${id}/execute_stage/`, { stage_name: 'rewrite' })
  await expect.poll(async () => (await studio.call('GET', `${PROJECTS}${id}/`)).body['status']).toBe('paused')
  return id
}
const start = (studio: StudioServer, projectId: string) =>
  studio.call('POST', JOBS, { projectId, type: EXTRACTION })
const decide = (studio: StudioServer, jobId: string, body: object) =>
  studio.call('POST', `${JOBS}${jobId}/decision`, body)
const fault = (studio: StudioServer, body: object) => studio.call('POST', '/api/v1/faults/', body)

async function stageOf(studio: StudioServer, projectId: string, name: string) {
  const { body } = await studio.call('GET', `${PROJECTS}${projectId}/`)
  return (body['stages'] as Record<string, unknown>[]).find(({ stage_type }) => stage_type === name)
}

/** A studio with a project, and a storyboard that waits at a gate. */
async function atGate() {
  const gate = createGate()
  const studio = await startStudio({
    producers: createFakeProducers({
      before: (stage, _, signal) => (stage === 'storyboard' ? gate.pass(signal) : undefined),
    }),
  })
  return { gate, studio, projectId: await rewritten(studio) }
}

describe('the jobs of a person', () => {
  it('are offered: HEAD of their stream answers without opening one', async () => {
    const studio = await startStudio()
    const { status, headers } = await studio.call('HEAD', `${JOBS}stream`)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toMatch(/^text\/event-stream/)
  })

  it('go from extraction to matching, whose result proposes the scenes', async () => {
    const studio = await startStudio()
    const projectId = await rewritten(studio)
    const stream = await watchJobs(studio.url)
    const { status, body } = await start(studio, projectId)
    expect(status).toBe(202)
    const extraction = await stream.until(is(EXTRACTION, 'completed'))
    expect(extraction).toMatchObject({ id: body['jobId'], projectId, progress: 100 })
    const nextJobId = parseJobResult(extraction.resultData ?? '')?.nextJobId
    const matching = await stream.until(is(MATCHING, 'completed'))
    expect(matching).toMatchObject({ id: nextJobId, totalSteps: 3, currentStep: 3 })
    expect(parseJobResult(matching.resultData ?? '')?.scenes.map(({ narration }) => narration)).toEqual([
      '旁白 1',
      '旁白 2',
      '旁白 3',
    ])
    expect(stream.lists[0]).toMatchObject({ jobs: [], idleStream: true })
    expect(await stageOf(studio, projectId, 'storyboard')).toMatchObject({ status: 'pending' })
  })

  it('are refused while the story is not rewritten, while the project runs, and while one is under way', async () => {
    const { gate, studio, projectId } = await atGate()
    const draft = await studio.create()
    expect(await start(studio, draft)).toMatchObject({ status: 400, body: { error: '请先完成“改写”。' } })
    expect(await start(studio, 'nobody')).toMatchObject({ status: 404 })
    expect(await studio.call('POST', JOBS, { projectId, type: 'x' })).toMatchObject({ status: 400 })
    expect((await start(studio, projectId)).status).toBe(202)
    await gate.reached
    expect(await start(studio, projectId)).toMatchObject({ status: 400 })
    gate.open()
  })

  it('are cancelled, waiting or running, and nothing follows', async () => {
    const { gate, studio, projectId } = await atGate()
    const stream = await watchJobs(studio.url)
    const { body } = await start(studio, projectId)
    await gate.reached
    const cancel = () => studio.call('POST', `${JOBS}${String(body['jobId'])}/cancel`)
    expect((await cancel()).status).toBe(200)
    const job = await stream.until(is(EXTRACTION, 'cancelled'))
    expect(job).toMatchObject({ id: body['jobId'], error: null })
    expect(await cancel()).toMatchObject({ status: 400, body: { error: '这个任务已经结束。' } })
    expect(stream.lists.at(-1)?.jobs).toHaveLength(1)
  })

  it('run two at once; the others say their place in the queue', async () => {
    const { gate, studio, projectId } = await atGate()
    const others = [await rewritten(studio), await rewritten(studio), await rewritten(studio)]
    const stream = await watchJobs(studio.url)
    for (const id of [projectId, ...others]) await start(studio, id)
    const last = await stream.until(({ projectId: of, message }) => of === others[2] && message !== null)
    expect(last).toMatchObject({ status: 'pending', message: '已加入队列，前面还有 1 个。' })
    gate.open()
    await stream.until((job) => job.projectId === others[2] && is(MATCHING, 'completed')(job))
  })

  it('fail with a reason when the model fails', async () => {
    const studio = await startStudio({
      producers: createFakeProducers({
        before(stage) {
          if (stage === 'storyboard') throw new Error('模型没有回答')
        },
      }),
    })
    const projectId = await rewritten(studio)
    const stream = await watchJobs(studio.url)
    await start(studio, projectId)
    expect(await stream.until(is(EXTRACTION, 'failed'))).toMatchObject({ error: '模型没有回答' })
  })

  it('that a restart interrupted have failed and say so', async () => {
    const { gate, studio, projectId } = await atGate()
    const { body } = await start(studio, projectId)
    await gate.reached
    // Closing cancels what runs; a kill leaves it in the database as it was.
    const { openDatabase } = await import('../../../server/database/database')
    await studio.stop()
    const db = openDatabase(studio.dataDir)
    db.run(`UPDATE jobs SET status = 'processing'`)
    db.close()
    const again = await startStudio({ dataDir: studio.dataDir })
    expect(await again.call('GET', `${JOBS}${String(body['jobId'])}`)).toMatchObject({
      body: { status: 'failed', errorMessage: '服务器重新启动，任务中断了。请重新开始。' },
    })
  })

  it('are gone with their project', async () => {
    const { gate, studio, projectId } = await atGate()
    const stream = await watchJobs(studio.url)
    const { body } = await start(studio, projectId)
    await gate.reached
    await stream.until(is(EXTRACTION, 'processing'))
    expect((await studio.call('DELETE', `${PROJECTS}${projectId}/`)).status).toBe(204)
    expect((await studio.call('GET', `${JOBS}${String(body['jobId'])}`)).status).toBe(404)
    await expect.poll(() => stream.lists.at(-1)?.jobs).toEqual([])
  })

  it('end with the studio in good order', async () => {
    const studio = await startStudio()
    const stream = await watchJobs(studio.url)
    await studio.stop()
    await stream.ended
    expect(stream.rejected).toEqual([])
  })
})

describe('the scenes that a job proposes', () => {
  async function proposed() {
    const studio = await startStudio()
    const projectId = await rewritten(studio)
    const stream = await watchJobs(studio.url)
    await start(studio, projectId)
    const { id } = await stream.until(is(MATCHING, 'completed'))
    return { studio, projectId, stream, jobId: id }
  }

  it('become the storyboard when they are accepted, all or some of them', async () => {
    const { studio, projectId, stream, jobId } = await proposed()
    expect(await decide(studio, jobId, { decision: 'accepted', scenes: [1, 3] })).toMatchObject({
      status: 200,
    })
    const stage = await stageOf(studio, projectId, 'storyboard')
    expect(stage).toMatchObject({ status: 'completed', domain_data: { count: 2 } })
    expect(stage?.['domain_data']).toMatchObject({
      storyboards: [
        { sequence_number: 1, narration_text: '旁白 1' },
        { sequence_number: 2, narration_text: '旁白 3' },
      ],
    })
    await stream.until(({ resultData }) => parseJobResult(resultData ?? '')?.decision === 'accepted')
    expect(await decide(studio, jobId, { decision: 'discarded' })).toMatchObject({ status: 400 })
  })

  it('are left alone when they are discarded', async () => {
    const { studio, projectId, stream, jobId } = await proposed()
    expect((await decide(studio, jobId, { decision: 'discarded' })).status).toBe(200)
    expect(await stageOf(studio, projectId, 'storyboard')).toMatchObject({ status: 'pending' })
    await stream.until(({ resultData }) => parseJobResult(resultData ?? '')?.decision === 'discarded')
  })

  it('need at least one that exists', async () => {
    const { studio, jobId } = await proposed()
    expect(await decide(studio, jobId, { decision: 'accepted', scenes: [9] })).toMatchObject({
      status: 400,
      body: { error: '请至少选择一个场景。' },
    })
    expect(await decide(studio, jobId, { decision: 'maybe' })).toMatchObject({ status: 400 })
  })
})

describe('the faults of jobs', () => {
  async function faulty() {
    const studio = await startStudio({ env: { FAULTS: 'on' } })
    const projectId = await rewritten(studio)
    return { studio, projectId, stream: await watchJobs(studio.url) }
  }

  it('fail a job of one type', async () => {
    const { studio, projectId, stream } = await faulty()
    await fault(studio, { fault: 'fail_job', job_type: MATCHING, times: 1 })
    await start(studio, projectId)
    expect(await stream.until(is(MATCHING, 'failed'))).toMatchObject({
      error: '这个任务按要求失败（模拟故障）。',
    })
  })

  it('spoil a result', async () => {
    const { studio, projectId, stream } = await faulty()
    await fault(studio, { fault: 'bad_result', job_type: EXTRACTION, times: 1 })
    await start(studio, projectId)
    const { resultData } = await stream.until(is(EXTRACTION, 'completed'))
    expect(parseJobResult(resultData ?? '')).toBeNull()
  })

  it('lose a job, and hide jobs from the list', async () => {
    const { studio, projectId } = await faulty()
    const { body } = await start(studio, projectId)
    await fault(studio, { fault: 'lost_job', times: 1 })
    await fault(studio, { fault: 'hidden_jobs', times: 1 })
    const path = `${JOBS}${String(body['jobId'])}`
    expect((await studio.call('GET', path)).status).toBe(404)
    expect((await studio.call('GET', path)).status).toBe(200)
    expect((await watchJobs(studio.url)).lists[0]?.jobs ?? []).toEqual([])
  })

  it('answer calls or the stream with a status, each for itself', async () => {
    const { studio } = await faulty()
    await fault(studio, { fault: 'status', target: 'tasks', code: 500, times: 1 })
    expect((await studio.call('HEAD', `${JOBS}stream`)).status).toBe(200)
    expect((await studio.call('GET', `${JOBS}x`)).status).toBe(500)
    await fault(studio, { fault: 'status', target: 'job_stream', code: 503, times: 1 })
    expect((await studio.call('GET', `${JOBS}x`)).status).toBe(404)
    expect((await studio.call('HEAD', `${JOBS}stream`)).status).toBe(503)
  })

  it('of a stream are about the job stream only when they name it', async () => {
    const { studio, stream } = await faulty()
    await fault(studio, { fault: 'drop' })
    await fault(studio, { fault: 'drop', project_id: 'tasks' })
    await stream.ended
    expect(stream.lists.length).toBeGreaterThan(0)
  })
})

it('jobs belong to their account', async () => {
  const studio = await startStudio({ env: { AUTH: 'on' } })
  const one = await register(studio, 'one')
  const two = await register(studio, 'two')
  expect((await studio.call('HEAD', `${JOBS}stream`)).status).toBe(401)
  const created = await studio.call('POST', PROJECTS, { original_topic: '从前有一座山。' }, one)
  const projectId = String(created.body['id'])
  await studio.call('POST', `${PROJECTS}${projectId}/execute_stage/`, { stage_name: 'rewrite' }, one)
  await expect
    .poll(async () => (await studio.call('GET', `${PROJECTS}${projectId}/`, undefined, one)).body['status'])
    .toBe('paused')
  const mine = await watchJobs(studio.url, one)
  const theirs = await watchJobs(studio.url, two)
  const body = { projectId, type: EXTRACTION }
  expect((await studio.call('POST', JOBS, body, two)).status).toBe(404)
  const { jobId } = (await studio.call('POST', JOBS, body, one)).body
  await mine.until(is(MATCHING, 'completed'))
  expect((await studio.call('GET', `${JOBS}${String(jobId)}`, undefined, two)).status).toBe(404)
  expect((await studio.call('POST', `${JOBS}${String(jobId)}/cancel`, undefined, two)).status).toBe(404)
  expect(theirs.lists.flatMap(({ jobs }) => jobs)).toEqual([])
})
