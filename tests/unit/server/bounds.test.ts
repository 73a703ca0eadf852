import { describe, expect, it } from 'vitest'
import { PROJECTS, startStudio } from './support/studioServer'

const long = (length: number) => '长'.repeat(length)
const DEEP = `${'['.repeat(100_000)}${']'.repeat(100_000)}`

/** Numbers that a field with limits must refuse. */
const NOT_WITHIN = ['1e9', '-1', '0', '1e308', '-0.001', '"5"', 'true', '[]', '{}']

interface Place {
  name: string
  method: string
  path: (id: string) => string
  /** Fields that are right, so that only the tried one is wrong. */
  others?: Record<string, unknown>
}

const CREATE: Place = {
  name: 'a new project',
  method: 'POST',
  path: () => PROJECTS,
  others: { original_topic: 'x' },
}
const CHANGE: Place = { name: 'a change', method: 'PATCH', path: (id) => `${PROJECTS}${id}/` }
const REWRITE: Place = {
  name: 'the rewrite',
  method: 'PATCH',
  path: (id) => `${PROJECTS}${id}/update_rewrite/`,
}
const SCENE: Place = {
  name: 'a scene',
  method: 'PATCH',
  path: (id) => `${PROJECTS}${id}/update_storyboard/`,
  others: { storyboard_id: 'x' },
}
const CAMERA: Place = {
  name: 'a camera move',
  method: 'PATCH',
  path: (id) => `${PROJECTS}${id}/update_camera_movement/`,
  others: { camera_id: 'x' },
}
const STAGE: Place = {
  name: 'a stage command',
  method: 'POST',
  path: (id) => `${PROJECTS}${id}/execute_stage/`,
  others: { stage_name: 'rewrite' },
}
const FAULT: Place = {
  name: 'a fault',
  method: 'POST',
  path: () => '/api/v1/faults/',
  others: { fault: 'delay' },
}
const REGISTER: Place = {
  name: 'a new account',
  method: 'POST',
  path: () => '/api/v1/users/register/',
  others: { username: 'ming', password: 'long enough' },
}
const LOGIN: Place = { ...REGISTER, name: 'a sign-in', path: () => '/api/v1/users/login/' }
const RENEW: Place = { name: 'a renewal', method: 'POST', path: () => '/api/v1/users/token/refresh/' }

/** Every number and text that the studio takes, with values in JSON that it must refuse. */
const FIELDS: readonly (readonly [Place, string, readonly string[]])[] = [
  [CREATE, 'original_topic', [JSON.stringify(long(200_001)), '5', 'null']],
  [CREATE, 'name', [JSON.stringify(long(201)), '5', '{}']],
  [CREATE, 'description', [JSON.stringify(long(2001)), '[]']],
  [CREATE, 'aspect_ratio', ['"4:3"', '1', '{}']],
  [CHANGE, 'name', [JSON.stringify(long(201)), 'true']],
  [CHANGE, 'original_topic', [JSON.stringify(long(200_001))]],
  [REWRITE, 'rewritten_text', [JSON.stringify(long(200_001)), '5', 'null']],
  [SCENE, 'storyboard_id', [JSON.stringify(long(101)), '5']],
  [SCENE, 'scene_description', [JSON.stringify(long(5001))]],
  [SCENE, 'narration_text', [JSON.stringify(long(5001))]],
  [SCENE, 'image_prompt', [JSON.stringify(long(5001))]],
  [SCENE, 'duration_seconds', [...NOT_WITHIN, '120.1', '0.1']],
  [CAMERA, 'camera_id', [JSON.stringify(long(101)), '5']],
  [CAMERA, 'movement_type', [JSON.stringify(long(101)), '5']],
  [CAMERA, 'movement_params', ['[]', '"x"', `{"a":${JSON.stringify(long(10_001))}}`, `{"a":${DEEP}}`]],
  [STAGE, 'stage_name', ['"editing"', '1', '[]']],
  [STAGE, 'input_data', ['[]', '"x"', '{"storyboard_ids":"x"}']],
  [FAULT, 'project_id', [JSON.stringify(long(101))]],
  [FAULT, 'times', NOT_WITHIN],
  [FAULT, 'ms', NOT_WITHIN],
  [FAULT, 'bytes', NOT_WITHIN],
  [FAULT, 'code', [...NOT_WITHIN, '200', '600']],
  [REGISTER, 'username', [JSON.stringify(long(151)), '5', '"a b"']],
  [REGISTER, 'email', [JSON.stringify(`${long(250)}@x.cn`), '5', '"x"']],
  [REGISTER, 'password', [JSON.stringify(long(257)), '"short"']],
  [LOGIN, 'username', [JSON.stringify(long(151))]],
  [LOGIN, 'password', [JSON.stringify(long(257))]],
  [RENEW, 'refresh', [JSON.stringify(long(4097)), '5', 'null']],
]

describe('the studio', () => {
  const cases = FIELDS.flatMap(([place, field, values]) =>
    values.map((value) => ({ place, field, value, shown: value.slice(0, 40), where: place.name })),
  )

  it.each(cases)(
    'refuses $shown as $field of $where, and names the field',
    async ({ place, field, value }) => {
      const others = Object.entries(place.others ?? {}).filter(([name]) => name !== field)
      const members = others.map(([name, other]) => `${JSON.stringify(name)}:${JSON.stringify(other)}`)
      const body = `{${[...members, `${JSON.stringify(field)}:${value}`].join(',')}}`
      const isAccount = place.path('').startsWith('/api/v1/users')
      const studio = await startStudio({ env: isAccount ? { AUTH: 'on' } : { FAULTS: 'on' } })
      const id = isAccount ? '' : await studio.create()
      const answer = await studio.call(place.method, place.path(id), body)
      expect(answer.status).toBe(400)
      expect(Object.keys(answer.body)).toEqual([field])
      expect(answer.body[field]).toEqual([expect.stringMatching(/./)])
    },
  )

  it.each([
    ['GBK', Buffer.from([0x22, 0xcc, 0xd2, 0xbb, 0xa8, 0x22])],
    ['a cut character', Buffer.from([0x22, 0xe6, 0xa1, 0x22])],
    ['UTF-16', Buffer.from('"桃花"', 'utf16le')],
  ])('refuses a body in another encoding than UTF-8 (%s) and stores nothing', async (_, story) => {
    const studio = await startStudio()
    const body = Buffer.concat([Buffer.from('{"original_topic":'), story, Buffer.from('}')])
    const answer = await fetch(studio.url + PROJECTS, { method: 'POST', body })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('UTF-8')
    expect((await studio.call('GET', PROJECTS)).body).toMatchObject({ count: 0 })
  })

  it.each([
    'page=1e9',
    'page=99999999999',
    'page=-1',
    'page=0x10',
    `search=${'%25'.repeat(3000)}`,
    'page_size=1e99',
  ])('answers the list with the query %.20s', async (query) => {
    const studio = await startStudio()
    expect([200, 404]).toContain((await studio.call('GET', `${PROJECTS}?${query}`)).status)
  })
})
