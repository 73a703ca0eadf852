import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { sign } from 'hono/jwt'
import { matchesPassword, hashPassword, NO_PASSWORD } from '../../../server/auth/passwords'
import { createAttemptLimit } from '../../../server/auth/attemptLimit'
import { readSecret } from '../../../server/auth/secret'
import { createFakeProducers } from './support/fakeProducers'
import { createGate } from './support/gate'
import { PROJECTS, startStudio, temporaryFolder, type StudioServer } from './support/studioServer'
import { is, watch } from './support/watch'

const USERS = '/api/v1/users'
const PASSWORD = 'a long enough one'
const STORY = { original_topic: '晋太元中，武陵人捕鱼为业。' }

interface SignedIn {
  access: string
  refresh: string
  /** For calls and streams. */
  headers: Record<string, string>
  /** For media files. */
  cookie: string
}

async function startClosed(env: Record<string, string> = {}, dataDir?: string) {
  return startStudio({ env: { AUTH: 'on', ...env }, ...(dataDir !== undefined && { dataDir }) })
}

function signedIn(answer: Awaited<ReturnType<StudioServer['call']>>): SignedIn {
  const { tokens } = answer.body['data'] as { tokens: { access: string; refresh: string } }
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  return { ...tokens, headers: { Authorization: `Bearer ${tokens.access}` }, cookie }
}

async function register(studio: StudioServer, username: string): Promise<SignedIn> {
  const body = { username, email: '', password: PASSWORD, password_confirm: PASSWORD }
  return signedIn(await studio.call('POST', `${USERS}/register/`, body))
}

const refresh = (studio: StudioServer, token: string) =>
  studio.call('POST', `${USERS}/token/refresh/`, { refresh: token })
const profile = (studio: StudioServer, { headers }: SignedIn) =>
  studio.call('GET', `${USERS}/profile/`, undefined, headers)

/** Replace the studio's clock, but not its timers. Returns a function that moves the clock forward. */
function takeClock(): (ms: number) => void {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  return (ms) => void vi.setSystemTime(Date.now() + ms)
}

describe('a studio without sign-in', () => {
  it('answers the account calls with 404, which pages understand as no sign-in', async () => {
    const studio = await startStudio()
    expect((await studio.call('GET', `${USERS}/profile/`)).status).toBe(404)
    expect((await studio.call('POST', `${USERS}/login/`, { username: 'a', password: 'b' })).status).toBe(404)
    expect((await studio.call('GET', PROJECTS)).status).toBe(200)
  })

  it('leaves its projects to the first account once sign-in is required', async () => {
    const dataDir = await temporaryFolder()
    const open = await startStudio({ dataDir })
    const id = await open.create()
    await open.stop()
    const closed = await startClosed({}, dataDir)
    const first = await register(closed, '阿明')
    const second = await register(closed, '小红')
    expect((await closed.call('GET', `${PROJECTS}${id}/`, undefined, first.headers)).status).toBe(200)
    expect((await closed.call('GET', `${PROJECTS}${id}/`, undefined, second.headers)).status).toBe(404)
  })
})

describe('a studio that requires sign-in', () => {
  it.each([
    ['GET', PROJECTS],
    ['GET', `${PROJECTS}statistics/`],
    ['POST', PROJECTS],
    ['GET', `${PROJECTS}x/`],
    ['POST', `${PROJECTS}x/run_pipeline/`],
    ['PATCH', `${PROJECTS}x/update_rewrite/`],
    ['GET', '/api/v1/sse/projects/x/'],
    ['GET', '/api/v1/projects/sse/projects/x/stages/rewrite/'],
    ['GET', `${USERS}/profile/`],
    ['POST', `${USERS}/logout/`],
    ['GET', '/api/v1/what/comes/later/'],
    ['GET', '/media/aaaaaaaaaaaaaaaaaaaaaa.jpg'],
  ])('answers %s %s without a token with a 401 that names the scheme', async (method, path) => {
    const studio = await startClosed()
    const answer = await studio.call(method, path)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    expect(answer.body).toEqual({ detail: '请先登录。' })
  })

  it('keeps the projects of accounts apart: in the list, the statistics, by id and on the stream', async () => {
    const studio = await startClosed()
    const ming = await register(studio, '阿明')
    const hong = await register(studio, '小红')
    const made = await studio.call('POST', PROJECTS, STORY, ming.headers)
    const id = String(made.body['id'])
    const counts = async ({ headers }: SignedIn) => [
      (await studio.call('GET', PROJECTS, undefined, headers)).body['count'],
      (await studio.call('GET', `${PROJECTS}?search=武陵`, undefined, headers)).body['count'],
      (await studio.call('GET', `${PROJECTS}statistics/`, undefined, headers)).body['total'],
    ]
    expect(await counts(ming)).toEqual([1, 1, 1])
    expect(await counts(hong)).toEqual([0, 0, 0])
    for (const [method, path] of [
      ['GET', `${PROJECTS}${id}/`],
      ['PATCH', `${PROJECTS}${id}/`],
      ['DELETE', `${PROJECTS}${id}/`],
      ['POST', `${PROJECTS}${id}/run_pipeline/`],
      ['GET', `/api/v1/sse/projects/${id}/`],
    ] as const)
      expect((await studio.call(method, path, undefined, hong.headers)).status).toBe(404)
    expect((await studio.call('DELETE', `${PROJECTS}${id}/`, undefined, ming.headers)).status).toBe(204)
  })

  it('serves media files by cookie, and only those of the account’s own projects', async () => {
    const studio = await startClosed()
    const ming = await register(studio, '阿明')
    const hong = await register(studio, '小红')
    const { body } = await studio.call('POST', PROJECTS, STORY, ming.headers)
    const stream = await watch(`${studio.url}/api/v1/sse/projects/${String(body['id'])}/`, ming.headers)
    await studio.call('POST', `${PROJECTS}${String(body['id'])}/run_pipeline/`, {}, ming.headers)
    await stream.until(is('pipeline_done'))
    const { body: list } = await studio.call('GET', PROJECTS, undefined, ming.headers)
    const still = (list['results'] as { still_url: string }[])[0]?.still_url ?? ''
    const status = async (headers: Record<string, string>) =>
      (await fetch(studio.url + still, { headers })).status
    expect(await status({ Cookie: ming.cookie })).toBe(200)
    expect(await status(ming.headers)).toBe(200)
    expect(await status({ Cookie: hong.cookie })).toBe(404)
    expect(await status({})).toBe(401)
    // Each token is valid for its own use only.
    const [name] = ming.cookie.split('=')
    expect(await status({ Cookie: `${name}=${ming.access}` })).toBe(401)
    const asAccess = { Authorization: `Bearer ${ming.cookie.split('=')[1]}` }
    expect((await studio.call('GET', PROJECTS, undefined, asAccess)).status).toBe(401)
  })

  it('keeps a stream open that was opened before access expired', async () => {
    const pass = takeClock()
    const gate = createGate()
    const before = (stage: string, _: number, signal: AbortSignal) =>
      stage === 'storyboard' ? gate.pass(signal) : undefined
    const studio = await startStudio({ env: { AUTH: 'on' }, producers: createFakeProducers({ before }) })
    const ming = await register(studio, '阿明')
    const { body } = await studio.call('POST', PROJECTS, STORY, ming.headers)
    const path = `/api/v1/sse/projects/${String(body['id'])}/`
    const stream = await watch(studio.url + path, ming.headers)
    await studio.call('POST', `${PROJECTS}${String(body['id'])}/run_pipeline/`, {}, ming.headers)
    await gate.reached
    pass(9 * 3_600_000)
    expect((await studio.call('GET', PROJECTS, undefined, ming.headers)).status).toBe(401)
    gate.open()
    await stream.until(is('pipeline_done'))
    expect((await watch(studio.url + path, ming.headers)).status).toBe(401)
  })
})

describe('registering', () => {
  it('creates an account and signs in', async () => {
    const studio = await startClosed()
    const body = { username: ' ming@example.com ', email: 'ming@example.com', password: PASSWORD }
    const answer = await studio.call('POST', `${USERS}/register/`, { ...body, password_confirm: PASSWORD })
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({
      success: true,
      data: { user: { username: 'ming@example.com', email: 'ming@example.com' } },
    })
    expect(JSON.stringify(answer.body)).not.toMatch(/scrypt|password/)
    expect(answer.headers.get('set-cookie')).toMatch(/; Path=\/media; HttpOnly; SameSite=Strict/)
    expect((await profile(studio, signedIn(answer))).body).toMatchObject({
      data: { user: { username: 'ming@example.com' } },
    })
  })

  it.each([
    ['nothing', {}, ['username', 'password']],
    ['a blank name', { username: '  ', password: PASSWORD }, ['username']],
    ['a name with a space', { username: 'a b', password: PASSWORD }, ['username']],
    ['a long name', { username: 'n'.repeat(151), password: PASSWORD }, ['username']],
    ['a short password', { username: 'ming', password: '1234567' }, ['password']],
    ['an endless password', { username: 'ming', password: 'x'.repeat(257) }, ['password']],
    [
      'two passwords',
      { username: 'ming', password: PASSWORD, password_confirm: 'other' },
      ['password_confirm'],
    ],
    ['no address', { username: 'ming', password: PASSWORD, email: 'ming' }, ['email']],
  ])('is refused for %s with errors at the fields', async (_, body, fields) => {
    const studio = await startClosed()
    const answer = await studio.call('POST', `${USERS}/register/`, body)
    expect(answer.status).toBe(400)
    expect(Object.keys(answer.body)).toEqual(fields)
  })

  it('is refused for a name that is taken, in any case and width', async () => {
    const studio = await startClosed()
    await register(studio, 'Ming')
    for (const username of ['Ming', 'mING', 'Ｍing']) {
      const answer = await studio.call('POST', `${USERS}/register/`, { username, password: PASSWORD })
      expect(answer.status).toBe(400)
      expect(answer.body).toEqual({ username: ['这个用户名已被使用。'] })
    }
  })
})

describe('signing in', () => {
  it('takes the name in any case and the right password', async () => {
    const studio = await startClosed()
    await register(studio, 'Ming')
    const answer = await studio.call('POST', `${USERS}/login/`, { username: 'ming', password: PASSWORD })
    expect(answer.status).toBe(200)
    expect((await profile(studio, signedIn(answer))).status).toBe(200)
  })

  it('gives the same answer for a wrong password and an unknown name', async () => {
    const studio = await startClosed()
    await register(studio, 'Ming')
    for (const username of ['Ming', 'nobody']) {
      const body = { username, password: 'not the right one' }
      const answer = await studio.call('POST', `${USERS}/login/`, body, { 'Accept-Language': 'en' })
      expect(answer.status).toBe(401)
      expect(answer.body).toEqual({ detail: 'Incorrect username or password.' })
    }
  })

  it('makes a name wait after ten failures, even with the right password', async () => {
    const pass = takeClock()
    const studio = await startClosed()
    await register(studio, 'Ming')
    await register(studio, 'Hong')
    const attempt = (username: string, password: string) =>
      studio.call('POST', `${USERS}/login/`, { username, password })
    // Send all at once, to show that a race does not get around the limit.
    const failures = await Promise.all(Array.from({ length: 12 }, () => attempt('Ming', 'wrong')))
    expect(failures.map((answer) => answer.status).sort()).toEqual([...Array<number>(10).fill(401), 429, 429])
    const refused = await attempt('ming', PASSWORD)
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('300')
    expect((await attempt('Hong', PASSWORD)).status).toBe(200)
    pass(5 * 60_000)
    expect((await attempt('Ming', PASSWORD)).status).toBe(200)
  })
})

describe('a session', () => {
  it('lasts 8 hours, or as long as the environment says, and is renewed by its refresh token', async () => {
    const pass = takeClock()
    const studio = await startClosed()
    const ming = await register(studio, '阿明')
    pass(8 * 3_600_000 - 1000)
    expect((await profile(studio, ming)).status).toBe(200)
    pass(2000)
    expect((await profile(studio, ming)).status).toBe(401)
    const { status, body } = await refresh(studio, ming.refresh)
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(['access', 'refresh'])
    expect(body['refresh']).not.toBe(ming.refresh)
    const headers = { Authorization: `Bearer ${String(body['access'])}` }
    expect((await studio.call('GET', PROJECTS, undefined, headers)).status).toBe(200)

    const brief = await startClosed({ ACCESS_TTL_S: '3' })
    const hong = await register(brief, '小红')
    pass(4000)
    expect((await profile(brief, hong)).status).toBe(401)
  })

  it('ends when a refresh token is used a second time later, because it may be stolen', async () => {
    const pass = takeClock()
    const studio = await startClosed()
    const ming = await register(studio, '阿明')
    const next = (await refresh(studio, ming.refresh)).body
    pass(60_000)
    expect((await refresh(studio, ming.refresh)).status).toBe(401)
    expect((await refresh(studio, String(next['refresh']))).status).toBe(401)
    expect((await profile(studio, ming)).status).toBe(401)
  })

  it('survives two tabs that refresh at once; the second is refused', async () => {
    const studio = await startClosed()
    const ming = await register(studio, '阿明')
    const answers = await Promise.all([refresh(studio, ming.refresh), refresh(studio, ming.refresh)])
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 401])
    const won = answers.find((answer) => answer.status === 200)
    expect((await refresh(studio, String(won?.body['refresh']))).status).toBe(200)
  })

  it('expires after 30 days without use', async () => {
    const pass = takeClock()
    const studio = await startClosed()
    const ming = await register(studio, '阿明')
    pass(30 * 24 * 3_600_000)
    expect((await refresh(studio, ming.refresh)).status).toBe(401)
  })

  it('ends at sign-out with all its tokens and its cookie, while other sessions go on', async () => {
    const studio = await startClosed()
    const here = await register(studio, '阿明')
    const there = signedIn(
      await studio.call('POST', `${USERS}/login/`, { username: '阿明', password: PASSWORD }),
    )
    const answer = await studio.call('POST', `${USERS}/logout/`, { refresh: here.refresh })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('set-cookie')).toMatch(/=; Max-Age=0; Path=\/media/)
    expect((await profile(studio, here)).status).toBe(401)
    expect((await refresh(studio, here.refresh)).status).toBe(401)
    expect((await profile(studio, there)).status).toBe(200)
    await studio.call('POST', `${USERS}/logout/`, {}, there.headers)
    expect((await refresh(studio, there.refresh)).status).toBe(401)
  })

  it('survives a restart of the studio', async () => {
    const dataDir = await temporaryFolder()
    const before = await startClosed({}, dataDir)
    const ming = await register(before, '阿明')
    await before.stop()
    const after = await startClosed({}, dataDir)
    expect((await profile(after, ming)).status).toBe(200)
    expect((await refresh(after, ming.refresh)).status).toBe(200)
  })

  it('cannot be forged, without a signature or with another key', async () => {
    const dataDir = await temporaryFolder()
    const studio = await startClosed({}, dataDir)
    const ming = await register(studio, '阿明')
    const [head = '', payload = '', signature = ''] = ming.access.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
    const forgeries = [
      `${none}.${payload}.`,
      `${none}.${payload}.${signature}`,
      `${head}.${payload}.`,
      await sign(claims, 'another key', 'HS256'),
      await sign({ sid: claims['sid'], aud: 'media' }, readSecret(dataDir), 'HS256'),
      'x',
    ]
    for (const forged of forgeries)
      expect(
        (await profile(studio, { ...ming, headers: { Authorization: `Bearer ${forged}` } })).status,
      ).toBe(401)
    expect((await stat(join(dataDir, 'auth.secret'))).mode & 0o777).toBe(0o600)
  })

  it('refuses a lifetime that is not a number', async () => {
    await expect(startClosed({ ACCESS_TTL_S: 'long' })).rejects.toThrow('ACCESS_TTL_S')
  })
})

describe('the hash of a password', () => {
  it('matches that password only, however its letters are composed, and is never the same twice', async () => {
    const hash = await hashPassword('caf\u00e9 café')
    expect(await matchesPassword('cafe\u0301 café', hash)).toBe(true)
    expect(await matchesPassword('cafe café', hash)).toBe(false)
    expect(await hashPassword('caf\u00e9 café')).not.toBe(hash)
    expect(hash).not.toContain('caf')
  })

  it('has a stand-in for unknown names with the same cost, which nothing matches', async () => {
    expect(NO_PASSWORD.split(':').slice(0, 4)).toEqual((await hashPassword('x')).split(':').slice(0, 4))
    expect(await matchesPassword('', NO_PASSWORD)).toBe(false)
  })
})

describe('the secret', () => {
  it('is not replaced where it cannot be read', async () => {
    const file = join(await temporaryFolder(), 'not-a-folder')
    await writeFile(file, '')
    expect(() => readSecret(file)).toThrow('ENOTDIR')
  })
})

describe('a limit of attempts', () => {
  it('forgets the oldest keys instead of growing forever', () => {
    const limit = createAttemptLimit(1, 60_000)
    for (let n = 0; n <= 10_000; n += 1) limit.count(`key ${n}`)
    expect(limit.waitSeconds('key 0')).toBe(0)
    expect(limit.waitSeconds('key 10000')).toBe(60)
    limit.forgive('key 10000')
    expect(limit.waitSeconds('key 10000')).toBe(0)
  })
})
