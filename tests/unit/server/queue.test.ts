import { describe, expect, it } from 'vitest'
import type { Stage } from '../../../src/protocol/stages'
import { createFakeProducers } from './support/fakeProducers'
import { createGate } from './support/gate'
import { PROJECTS, startStudio, type StudioServer } from './support/studioServer'
import { is, watch } from './support/watch'

const ENGLISH = { 'Accept-Language': 'en' }
const command = (studio: StudioServer, id: string, name: string) =>
  studio.call('POST', `${PROJECTS}${id}/${name}/`, {}, ENGLISH)
const statusOf = async (studio: StudioServer, id: string) =>
  (await studio.call('GET', `${PROJECTS}${id}/`)).body['status']

/** A studio in which every run of `stage` waits at a gate. */
async function gatedStudio(stage: Stage) {
  const gate = createGate()
  const studio = await startStudio({
    producers: createFakeProducers({
      before: (current, _, signal) => (current === stage ? gate.pass(signal) : undefined),
    }),
  })
  const fill = async () => {
    for (let place = 0; place < 2; place++) await command(studio, await studio.create(), 'run_pipeline')
  }
  return { studio, gate, fill }
}

describe('a project in the queue', () => {
  it('receives its position in the answer', async () => {
    const { studio, fill } = await gatedStudio('rewrite')
    await fill()
    const words = async () => (await command(studio, await studio.create(), 'run_pipeline')).body['message']
    expect(await words()).toBe('Queued; next to run.')
    expect(await words()).toBe('Queued; 1 ahead.')
  })

  it('leaves it by a pause, and is a draft again if no stage ever started', async () => {
    const { studio, fill } = await gatedStudio('rewrite')
    await fill()
    const id = await studio.create()
    await command(studio, id, 'run_pipeline')
    expect((await command(studio, id, 'pause')).body['message']).toBe('Removed from the queue.')
    expect(await statusOf(studio, id)).toBe('draft')
  })

  it('is paused again when it leaves the queue with a half-finished film', async () => {
    const { studio, gate, fill } = await gatedStudio('image_generation')
    const id = await studio.create()
    await command(studio, id, 'run_pipeline')
    await gate.reached
    expect((await command(studio, id, 'pause')).body['message']).toBe('Paused.')
    await fill()
    expect((await command(studio, id, 'resume')).body['queue_position']).toBe(1)
    expect((await command(studio, id, 'pause')).body['message']).toBe('Removed from the queue.')
    expect(await statusOf(studio, id)).toBe('paused')
  })
})

describe('a stage that starts', () => {
  it('is announced without a message, because the page has its own texts', async () => {
    const studio = await startStudio()
    const id = await studio.create()
    const stream = await watch(`${studio.url}/api/v1/sse/projects/${id}/`)
    await command(studio, id, 'run_pipeline')
    await stream.ended
    const starts = stream.seen.filter(
      ({ message }) => is('stage_update')(message) && message.stage !== 'pipeline',
    )
    expect(starts).toHaveLength(5)
    for (const { raw } of starts) expect(JSON.parse(raw)).not.toHaveProperty('message')
  })
})

describe('a stage whose items failed', () => {
  it.each([
    [3, [1], /^Missing: Scene 1 \(no paint left\)\. The rest is kept/],
    [3, [1, 3], /^Missing: Scene 1 \(no paint left\), Scene 3 \(no paint left\)\. The rest is kept/],
  ])('of %d scenes names %j', async (scenes, broken, words) => {
    const studio = await startStudio({
      producers: createFakeProducers({
        scenes,
        before(stage, scene) {
          if (stage === 'image_generation' && broken.includes(scene)) throw new Error('no paint left')
        },
      }),
    })
    const id = await studio.create()
    const stream = await watch(`${studio.url}/api/v1/sse/projects/${id}/`)
    await command(studio, id, 'run_pipeline')
    expect(await stream.until(is('error', 'image_generation'))).toMatchObject({
      error: expect.stringMatching(words) as string,
    })
  })
})
