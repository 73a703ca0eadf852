import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { createBuiltInText } from '../../../server/producers/builtInText'
import { filmEstimatesSchema } from '../../../src/protocol/filmEstimate'
import { projectSnapshotSchema } from '../../../src/protocol/snapshot'
import { createFakeProducers } from './support/fakeProducers'
import { PROJECTS, startStudio } from './support/studioServer'
import { fixture } from './producers/stories'

const STORY = fixture('tale-en.txt')

function studioThatWrites() {
  return startStudio({ producers: { ...createFakeProducers(), ...createBuiltInText(0) } })
}

describe('the wished length of a film', () => {
  it('is estimated before the project exists', async () => {
    const studio = await studioThatWrites()
    const { status, body } = await studio.call('POST', `${PROJECTS}estimate/`, { original_topic: STORY })
    expect(status).toBe(200)
    const [short, medium, full] = v.parse(filmEstimatesSchema, body)
    expect(short?.seconds).toBeLessThan(medium?.seconds ?? 0)
    expect(medium?.usedSentences).toBeLessThan(full?.usedSentences ?? 0)
    expect(full?.usedSentences).toBe(full?.sentences)
  })

  it('cannot be estimated where a model writes: 404 with the reason', async () => {
    const studio = await startStudio()
    const { status, body } = await studio.call('POST', `${PROJECTS}estimate/`, { original_topic: STORY })
    expect(status).toBe(404)
    expect(body['detail']).toMatch(/模型/)
  })

  it.each([
    ['nothing to tell', { original_topic: ' ' }],
    ['no story', {}],
  ])('is refused for %s', async (_, input) => {
    const studio = await studioThatWrites()
    const { status, body } = await studio.call('POST', `${PROJECTS}estimate/`, input)
    expect(status).toBe(400)
    expect(body).toHaveProperty('original_topic')
  })

  it('comes back with the project, and is the whole story unless another one is chosen', async () => {
    const studio = await studioThatWrites()
    const create = async (fields: object) =>
      (await studio.call('POST', PROJECTS, { original_topic: STORY, ...fields })).body
    expect(await create({})).toMatchObject({ film_length: 'full' })
    const chosen = await create({ film_length: '1min' })
    expect(chosen).toMatchObject({ film_length: '1min' })
    const change = { film_length: '3min' }
    const changed = await studio.call('PATCH', `${PROJECTS}${String(chosen['id'])}/`, change)
    expect(changed.body).toMatchObject(change)
    const wrong = await studio.call('POST', PROJECTS, { original_topic: STORY, film_length: '2min' })
    expect(wrong.status).toBe(400)
    expect(wrong.body).toHaveProperty('film_length')
  })

  it('decides what the rewrite tells, and the snapshot says what is left out', async () => {
    const studio = await studioThatWrites()
    const { body } = await studio.call('POST', PROJECTS, { original_topic: STORY, film_length: '1min' })
    const id = String(body['id'])
    await studio.call('POST', `${PROJECTS}${id}/run_pipeline/`)
    const stored = async () => (await studio.call('GET', `${PROJECTS}${id}/`)).body
    await expect.poll(async () => (await stored())['status'], { timeout: 5_000 }).toBe('completed')
    const snapshot = v.parse(projectSnapshotSchema, await stored())
    const rewrite = snapshot.stages.find((stage) => stage.stage === 'rewrite')
    const notes = rewrite?.stage === 'rewrite' ? rewrite.data?.notes : null
    expect(notes?.usedSentences).toBeLessThan(notes?.sentences ?? 0)
    expect(notes?.leftOut.length).toBeGreaterThan(0)
    for (const [start, end] of notes?.leftOut ?? []) expect(STORY.slice(start, end)).toMatch(/^\S[\s\S]*\S$/)
  })
})
