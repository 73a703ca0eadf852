import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { Producers } from '../../../../server/producers/types'
import { createStudio } from '../../../../server/studio'
import { createFakeProducers } from './fakeProducers'

/** The API's list of projects. */
export const PROJECTS = '/api/v1/projects/projects/'

/** A JSON answer. */
export interface Answer {
  status: number
  headers: Headers
  body: Record<string, unknown>
}

/** A studio that serves on loopback. */
export interface StudioServer {
  url: string
  dataDir: string
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Creates a project and returns its id. */
  create(fields?: Record<string, unknown>): Promise<string>
  stop(): Promise<void>
}

/** A folder that is removed after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dailies-studio-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Start a studio with its database in a temporary folder. It is stopped after the test. */
export async function startStudio(
  options: { producers?: Producers; env?: Record<string, string>; dataDir?: string } = {},
): Promise<StudioServer> {
  const dataDir = options.dataDir ?? (await temporaryFolder())
  const bugs: unknown[] = []
  onTestFinished(() => expect(bugs).toEqual([]))
  const studio = createStudio({
    dataDir,
    env: options.env ?? {},
    producers: options.producers ?? createFakeProducers(),
    onBug: (error) => bugs.push(error),
  })
  const server = createServer((request, response) => void studio.listener(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let stopped: Promise<void> | null = null
  const stop = () =>
    (stopped ??= studio.close().then(() => {
      server.closeAllConnections()
      server.close()
    }))
  onTestFinished(stop)
  return { url, dataDir, stop, ...caller(url) }
}

/** The two calls that most tests need, for the studio at `url`. */
export function caller(url: string): Pick<StudioServer, 'call' | 'create'> {
  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(url + path, {
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
    }
  }
  return {
    call,
    async create(fields = {}) {
      const { body } = await call('POST', PROJECTS, {
        original_topic: '晋太元中，武陵人捕鱼为业。',
        ...fields,
      })
      return String(body['id'])
    },
  }
}

/** A request with a given `Host` header, which `fetch` does not allow. Returns the status. */
export function rawRequest(url: string, headers: IncomingHttpHeaders): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    request.on('error', reject)
    request.end()
  })
}
