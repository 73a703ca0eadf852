import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { projectPageSchema } from '../../../src/protocol/projectRows'
import { projectSnapshotSchema } from '../../../src/protocol/snapshot'
import { createFakeProducers } from './support/fakeProducers'
import { createGate } from './support/gate'
import { PROJECTS, startStudio } from './support/studioServer'

describe('creating a project', () => {
  it('answers 201 with a snapshot of five waiting stages, and nothing runs', async () => {
    const studio = await startStudio()
    const { status, body } = await studio.call('POST', PROJECTS, {
      name: '桃花源记',
      original_topic: '晋太元中，武陵人捕鱼为业。',
      aspect_ratio: '16:9',
    })
    expect(status).toBe(201)
    const snapshot = v.parse(projectSnapshotSchema, body)
    expect(snapshot).toMatchObject({ name: '桃花源记', status: 'draft', aspectRatio: '16:9', progress: 0 })
    expect(snapshot.stages.map((stage) => stage.status)).toEqual(Array(5).fill('pending'))
    expect(snapshot.stages[0]?.data).toMatchObject({
      originalText: '晋太元中，武陵人捕鱼为业。',
      rewrittenText: '',
    })
  })

  it.each([
    ['晋太元中，武陵人捕鱼为业。缘溪行，忘路之远近。', '晋太元中'],
    ['# The Little Match Girl\n\nIt was so cold', 'The Little Match Girl'],
    ['“Once upon a time,” he said', '“Once upon a time,” he said'],
    ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦👩‍👩‍👧‍👦'],
    ['忽逢桃花林夹岸数百步中无杂树芳草鲜美落英缤纷渔人甚异之', '忽逢桃花林夹岸数百步中无杂树芳草'],
  ])('names the project after the first words of %j', async (story, name) => {
    const studio = await startStudio()
    const { body } = await studio.call('POST', PROJECTS, { original_topic: story })
    expect(body['name']).toBe(name)
  })

  it.each([
    ['no story', {}, 'original_topic'],
    ['an empty story', { original_topic: '' }, 'original_topic'],
    ['a blank story', { original_topic: ' \n\u3000\u200b\ufeff' }, 'original_topic'],
    ['a story that is no text', { original_topic: 7 }, 'original_topic'],
    ['a story of 200,001 characters', { original_topic: '字'.repeat(200_001) }, 'original_topic'],
    ['an unknown format', { original_topic: 'x', aspect_ratio: '4:3' }, 'aspect_ratio'],
    ['an endless name', { original_topic: 'x', name: 'n'.repeat(201) }, 'name'],
  ])('refuses %s with an error at the field, and stores nothing', async (_, fields, field) => {
    const studio = await startStudio()
    const { status, body } = await studio.call('POST', PROJECTS, fields)
    expect(status).toBe(400)
    expect(body).toEqual({ [field]: [expect.any(String)] })
    expect((await studio.call('GET', PROJECTS)).body).toMatchObject({ count: 0, results: [] })
  })

  it('accepts a story of 200,000 characters, counted in code points, and keeps all of it', async () => {
    const studio = await startStudio()
    const story = '🌸'.repeat(200_000)
    const escaped = story.replaceAll('🌸', '\\ud83c\\udf38')
    const { status, body } = await studio.call('POST', PROJECTS, `{"original_topic":"${escaped}"}`)
    expect(status).toBe(201)
    expect(body['original_topic']).toBe(story)
  })

  it('keeps markup, direction marks and what the database cannot hold', async () => {
    const studio = await startStudio()
    const id = await studio.create({ original_topic: '<script>alert(1)</script> שלום \u202e a\0b' })
    const { body } = await studio.call('GET', `${PROJECTS}${id}/`)
    expect(body['original_topic']).toBe('<script>alert(1)</script> שלום \u202e a\uFFFDb')
  })

  it('reports errors in the language of the request', async () => {
    const studio = await startStudio()
    const inEnglish = await studio.call(
      'POST',
      PROJECTS,
      {},
      { 'Accept-Language': 'fr, en-GB;q=0.8, zh;q=0.5' },
    )
    expect(inEnglish.body).toEqual({ original_topic: ['This field is required.'] })
    const unsaid = await studio.call('POST', PROJECTS, {}, { 'Accept-Language': 'fr' })
    expect(unsaid.body).toEqual({ original_topic: ['必填。'] })
  })

  it('answers an invalid JSON body with 400 and a too large one with 413', async () => {
    const studio = await startStudio()
    for (const broken of ['{"original_topic":', '[]', '"text"'])
      expect(await studio.call('POST', PROJECTS, broken)).toMatchObject({
        status: 400,
        body: { detail: expect.any(String) as string },
      })
    const large = await studio.call('POST', PROJECTS, { original_topic: 'x'.repeat(3_000_000) })
    expect(large).toMatchObject({ status: 413, body: { detail: '请求内容过大。' } })
  })
})

describe('the list of projects', () => {
  it('is paged, newest first, with addresses of the neighbour pages', async () => {
    const studio = await startStudio()
    for (const name of ['a', 'b', 'c']) await studio.create({ name })
    const first = (await studio.call('GET', `${PROJECTS}?page_size=2`)).body
    expect(v.parse(projectPageSchema, first).results.map((row) => row.name)).toEqual(['c', 'b'])
    expect(first).toMatchObject({ count: 3, previous: null })
    const next = new URL(String(first['next']))
    const second = (await studio.call('GET', next.pathname + next.search)).body
    expect(v.parse(projectPageSchema, second).results.map((row) => row.name)).toEqual(['a'])
    expect(second['next']).toBeNull()
    expect((await studio.call('GET', `${PROJECTS}?page=3&page_size=2`)).status).toBe(404)
    expect((await studio.call('GET', `${PROJECTS}?page=x`)).status).toBe(404)
  })

  it('sends only the beginning of long stories', async () => {
    const studio = await startStudio()
    await studio.create({ original_topic: '字'.repeat(5000) })
    const page = v.parse(projectPageSchema, (await studio.call('GET', PROJECTS)).body)
    expect(page.results[0]?.story).toBe('字'.repeat(200))
  })

  it.each([
    ['search=桃花', ['桃花源记']],
    ['search=match', ['The Match Girl']],
    ['search=%25', ['100% real']],
    ['search=_', []],
    ['status=draft', ['100% real', 'The Match Girl', '桃花源记']],
    ['status=completed', []],
    ['status=draft&search=武陵', ['100% real', 'The Match Girl', '桃花源记']],
  ])('finds by %s', async (query, names) => {
    const studio = await startStudio()
    for (const name of ['桃花源记', 'The Match Girl', '100% real']) await studio.create({ name })
    const page = v.parse(projectPageSchema, (await studio.call('GET', `${PROJECTS}?${query}`)).body)
    expect(page.results.map((row) => row.name)).toEqual(names)
  })

  it('puts running projects first and counts by status', async () => {
    const gate = createGate()
    const studio = await startStudio({
      producers: createFakeProducers({ before: (_, __, signal) => gate.pass(signal) }),
    })
    const running = await studio.create({ name: 'older, running' })
    await studio.create({ name: 'newer' })
    await studio.call('POST', `${PROJECTS}${running}/run_pipeline/`)
    const page = v.parse(projectPageSchema, (await studio.call('GET', PROJECTS)).body)
    expect(page.results.map((row) => [row.name, row.status])).toEqual([
      ['older, running', 'processing'],
      ['newer', 'draft'],
    ])
    const { body } = await studio.call('GET', `${PROJECTS}statistics/`)
    expect(body).toMatchObject({ total: 2, processing: 1, draft: 1, completed: 0 })
  })
})

describe('one project', () => {
  it('is unknown under an id that does not exist, for every call', async () => {
    const studio = await startStudio()
    const calls = [
      ['GET', ''],
      ['DELETE', ''],
      ['PATCH', ''],
      ['POST', 'run_pipeline/'],
      ['POST', 'pause/'],
      ['GET', 'task_status/'],
      ['PATCH', 'update_rewrite/'],
    ] as const
    for (const [method, path] of calls) {
      const answer = await studio.call(method, `${PROJECTS}nobody/${path}`, method === 'GET' ? undefined : {})
      expect([method, path, answer.status, answer.body]).toEqual([
        method,
        path,
        404,
        { detail: '没有找到。' },
      ])
    }
    expect((await studio.call('GET', '/api/v1/nothing/')).status).toBe(404)
  })

  it('can be renamed at any time, and get another story until its first run', async () => {
    const studio = await startStudio()
    const id = await studio.create()
    const { body } = await studio.call('PATCH', `${PROJECTS}${id}/`, {
      name: '新名',
      original_topic: '另一个故事',
    })
    expect(body).toMatchObject({ name: '新名', original_topic: '另一个故事', description: '' })
  })

  it('is gone after it was deleted', async () => {
    const studio = await startStudio()
    const id = await studio.create()
    expect((await studio.call('DELETE', `${PROJECTS}${id}/`)).status).toBe(204)
    expect((await studio.call('GET', `${PROJECTS}${id}/`)).status).toBe(404)
    expect((await studio.call('GET', PROJECTS)).body).toMatchObject({ count: 0 })
  })
})
