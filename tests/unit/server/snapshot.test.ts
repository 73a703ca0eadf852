import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { projectPageSchema } from '../../../src/protocol/projectRows'
import { STAGES, type Stage } from '../../../src/protocol/stages'
import { createFakeProducers } from './support/fakeProducers'
import { createGate } from './support/gate'
import { PROJECTS, startStudio, type StudioServer } from './support/studioServer'
import { is, watch } from './support/watch'

/** A project whose run waits at a gate before it makes the item of `scene` in `stage`. */
async function stoppedAt(stage: Stage, scene: number) {
  const gate = createGate()
  const studio = await startStudio({
    producers: createFakeProducers({
      before: (...[current, number, signal]) =>
        current === stage && number === scene ? gate.pass(signal) : undefined,
    }),
  })
  const id = await studio.create()
  const stream = await watch(`${studio.url}/api/v1/sse/projects/${id}/`)
  const command = (name: string) => studio.call('POST', `${PROJECTS}${id}/${name}/`, {})
  await command('run_pipeline')
  await gate.reached
  return { studio, id, stream, gate, command }
}

async function outputs(studio: StudioServer, id: string): Promise<Record<string, unknown>[]> {
  const { body } = await studio.call('GET', `${PROJECTS}${id}/`)
  return (body['stages'] as { output_data: Record<string, unknown> }[]).map((stage) => stage.output_data)
}

describe('the progress of a row in the list', () => {
  it.each([
    ['image_generation', 2, 40 + 6],
    ['camera_movement', 3, 60 + 13],
    ['video_generation', 1, 80],
  ] as const)('counts the items of %s before scene %d, running and paused', async (stage, scene, percent) => {
    const { studio, command } = await stoppedAt(stage, scene)
    const row = async () => v.parse(projectPageSchema, (await studio.call('GET', PROJECTS)).body).results[0]
    expect(await row()).toMatchObject({ status: 'processing', progress: percent })
    await command('pause')
    expect(await row()).toMatchObject({ status: 'paused', progress: percent })
  })
})

describe('the progress of a project that failed', () => {
  it('counts the finished items', async () => {
    const studio = await startStudio({
      producers: createFakeProducers({
        before(stage, scene) {
          if (stage === 'image_generation' && scene === 2) throw new Error('no paint left')
        },
      }),
    })
    const id = await studio.create()
    const stream = await watch(`${studio.url}/api/v1/sse/projects/${id}/`)
    await studio.call('POST', `${PROJECTS}${id}/run_pipeline/`, {})
    await stream.ended
    const { body } = await studio.call('GET', `${PROJECTS}${id}/`)
    expect(body).toMatchObject({ status: 'failed', progress_percentage: 40 + 13 })
  })
})

describe('who made a stage', () => {
  it('is in the snapshot once it has ended: of the rewrite in its data, of the others in their output', async () => {
    const { studio, id, stream, gate } = await stoppedAt('rewrite', 0)
    const rewriteData = async () => {
      const { body } = await studio.call('GET', `${PROJECTS}${id}/`)
      return (body['stages'] as { domain_data: Record<string, unknown> }[])[0]?.domain_data
    }
    expect(await rewriteData()).toMatchObject({ model_provider: null, prompt_used: '' })
    gate.open()
    await stream.ended
    expect(await rewriteData()).toMatchObject({
      model_provider: { name: 'tests', model_name: 'fake' },
      prompt_used: 'write',
    })
    const [rewrite, ...others] = await outputs(studio, id)
    expect(rewrite).not.toHaveProperty('made_with')
    for (const output of others)
      expect(output).toMatchObject({ made_with: { provider: 'tests', model: 'fake' } })
  })
})

describe('the text that a model wrote', () => {
  it('is in the snapshot, equal to the text on the stream', async () => {
    const { studio, id, stream, gate } = await stoppedAt('rewrite', 0)
    gate.open()
    await stream.ended
    const texts = (await outputs(studio, id)).map((output) => output['text'])
    const streamed = STAGES.map(
      (stage) => stream.seen.find(({ message }) => is('done', stage)(message))?.message,
    )
    for (const index of [1, 3]) expect(streamed[index]).toMatchObject({ fullText: texts[index] })
    expect(texts[3]).toBe('{"move":"push_in"}\n'.repeat(3))
    expect([texts[0], texts[2], texts[4]]).toEqual([undefined, undefined, undefined])
  })

  it('is kept unfinished when its stage is paused or fails, until the stage starts anew', async () => {
    const gates = [createGate(), createGate(), createGate()]
    let attempt = 0
    async function* pieces(signal: AbortSignal) {
      yield `第${(attempt += 1)}次：山有`
      yield '小口'
      await gates[attempt - 1]?.pass(signal)
      if (attempt === 2) throw new Error('the model broke off')
    }
    const studio = await startStudio({
      producers: {
        ...createFakeProducers(),
        rewrite: (_, signal) => ({ text: pieces(signal), report: null }),
      },
    })
    const id = await studio.create()
    const command = (name: string) => studio.call('POST', `${PROJECTS}${id}/${name}/`, {})
    const unfinished = async () => (await outputs(studio, id))[0]?.['text']
    await command('run_pipeline')
    await gates[0]?.reached
    expect(await unfinished()).toBeUndefined()
    await command('pause')
    expect(await unfinished()).toBe('第1次：山有小口')
    await command('resume')
    await gates[1]?.reached
    expect(await unfinished()).toBeUndefined()
    gates[1]?.open()
    await expect.poll(unfinished).toBe('第2次：山有小口')
    await command('run_pipeline')
    await gates[2]?.reached
    expect(await unfinished()).toBeUndefined()
    gates[2]?.open()
  })

  it('is only on the stream while the stage runs, and that of the finished moves after a pause', async () => {
    const { studio, id, command } = await stoppedAt('camera_movement', 2)
    expect((await outputs(studio, id))[3]).toEqual({})
    await command('pause')
    expect((await outputs(studio, id))[3]).toEqual({
      interrupted_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      text: '{"move":"push_in"}\n',
    })
  })
})
