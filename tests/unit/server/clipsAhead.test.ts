import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Producers } from '../../../server/producers/types'
import { createFakeProducers } from './support/fakeProducers'
import { createGate } from './support/gate'
import { PROJECTS, startStudio, type StudioServer } from './support/studioServer'

const statusOf = async (studio: StudioServer, id: string) =>
  (await studio.call('GET', `${PROJECTS}${id}/`)).body['status']

const files = (studio: StudioServer, extension: string) =>
  readdirSync(`${studio.dataDir}/media`).filter((name) => name.endsWith(extension))

/** Producers whose second move waits at a gate, with the scenes of which clips were begun. */
function producersWithGate(overrides: Partial<Producers> = {}) {
  const gate = createGate()
  const clips: number[] = []
  const producers = createFakeProducers({
    async before(stage, scene, signal) {
      if (stage === 'camera_movement' && scene === 2) await gate.pass(signal)
      if (stage === 'video_generation') clips.push(scene)
    },
  })
  return { gate, clips, producers: { ...producers, ...overrides } }
}

describe('the clips of a run', () => {
  it('begin as soon as the move of their scene is known, before their stage', async () => {
    const { gate, clips, producers } = producersWithGate()
    const studio = await startStudio({ producers })
    const id = await studio.create()
    await studio.call('POST', `${PROJECTS}${id}/run_pipeline/`)
    await expect.poll(() => clips).toEqual([1])
    gate.open()
    await expect.poll(() => statusOf(studio, id)).toBe('completed')
    // Each scene's clip was made once.
    expect(clips).toEqual([1, 2, 3])
    expect(files(studio, '.mp4')).toHaveLength(3)
  })

  it('leave no file behind where the run is paused before their stage', async () => {
    const { clips, producers } = producersWithGate()
    const studio = await startStudio({ producers })
    const id = await studio.create()
    await studio.call('POST', `${PROJECTS}${id}/run_pipeline/`)
    await expect.poll(() => files(studio, '.vtt')).toHaveLength(1)
    await studio.call('POST', `${PROJECTS}${id}/pause/`)
    expect(clips).toEqual([1])
    expect(await statusOf(studio, id)).toBe('paused')
    await expect.poll(() => files(studio, '.mp4')).toEqual([])
    expect(files(studio, '.vtt')).toEqual([])
  })

  it('fail in their own stage, with the scene that failed', async () => {
    const { gate, producers } = producersWithGate({
      clip: () => Promise.reject(new Error('the encoder is broken')),
    })
    const studio = await startStudio({ producers })
    const id = await studio.create()
    gate.open()
    await studio.call('POST', `${PROJECTS}${id}/run_pipeline/`)
    await expect.poll(() => statusOf(studio, id)).toBe('failed')
    const { body } = await studio.call('GET', `${PROJECTS}${id}/`)
    const stages = body['stages'] as { stage_type: string; status: string; error_message: string }[]
    expect(stages.find(({ stage_type: type }) => type === 'camera_movement')?.status).toBe('completed')
    expect(stages.at(-1)).toMatchObject({ stage_type: 'video_generation', status: 'failed' })
    expect(stages.at(-1)?.error_message).toMatch(/1.*the encoder is broken.*3/)
  })
})

describe('the pictures of a run', () => {
  it('are made as many at once as there are threads, and all arrive', async () => {
    let [running, most] = [0, 0]
    const gate = createGate()
    const fakes = createFakeProducers({ scenes: 5 })
    const studio = await startStudio({
      producers: {
        ...fakes,
        threads: 2,
        async picture(...input) {
          most = Math.max(most, ++running)
          await gate.pass(input[2])
          running -= 1
          return fakes.picture(...input)
        },
      },
    })
    const id = await studio.create()
    await studio.call('POST', `${PROJECTS}${id}/run_pipeline/`)
    await expect.poll(() => running).toBe(2)
    gate.open()
    await expect.poll(() => statusOf(studio, id)).toBe('completed')
    expect(most).toBe(2)
    // A picture and its thumbnail for each scene.
    expect(files(studio, '.jpg')).toHaveLength(10)
  })
})
