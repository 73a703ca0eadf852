import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createCanvas } from '@napi-rs/canvas'
import { afterEach, describe, expect, it } from 'vitest'
import { createProducers } from '../../../../server/producers/createProducers'
import type { Producers, StoryScene } from '../../../../server/producers/types'
import { contextOf } from './stories'

const KEY = 'sk-very-secret'
const { signal } = new AbortController()
const scene: StoryScene = {
  scene_number: 1,
  narration: 'It snowed.',
  visual_prompt: 'a fox in the snow',
  shot_type: 'wide shot',
  description: '',
  durationSeconds: 3,
}

interface Seen {
  url: string | undefined
  authorization: string | undefined
  body: Record<string, unknown>
}

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

/** Producers that ask a service on this machine which answers as `handle` says. */
async function askService(handle: (response: ServerResponse, seen: Seen) => void) {
  const requests: Seen[] = []
  const server = createServer((request: IncomingMessage, response) => {
    void (async () => {
      let text = ''
      for await (const chunk of request) text += String(chunk)
      const seen = {
        url: request.url,
        authorization: request.headers.authorization,
        body: JSON.parse(text) as Record<string, unknown>,
      }
      requests.push(seen)
      handle(response, seen)
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const producers = createProducers({
    env: {
      OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1/`,
      OPENAI_API_KEY: KEY,
      OPENAI_TEXT_MODEL: 'writer',
      OPENAI_IMAGE_MODEL: 'painter',
    },
  })
  cleanups.push(
    () => producers.close(),
    () => server.closeAllConnections(),
    () => server.close(),
  )
  return { producers, requests }
}

function sendEvents(response: ServerResponse, events: readonly unknown[]): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' })
  for (const event of events)
    response.write(`data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`)
}
const delta = (content: string, finish: string | null = null) => ({
  choices: [{ delta: { content }, finish_reason: finish }],
})

async function rewrite(producers: Producers, story = 'It snowed.'): Promise<string> {
  let text = ''
  for await (const piece of producers.rewrite(contextOf(story), signal).text) text += piece
  return text
}

describe('text from a service', () => {
  it('is streamed as it arrives, requested with the key in the header', async () => {
    const { producers, requests } = await askService((response) => {
      sendEvents(response, [delta('雪'), delta('落下'), delta('', 'stop'), '[DONE]'])
      response.end()
    })
    expect(await rewrite(producers, '下雪了。')).toBe('雪落下')
    expect(requests[0]).toMatchObject({
      url: '/v1/chat/completions',
      authorization: `Bearer ${KEY}`,
      body: {
        model: 'writer',
        stream: true,
        messages: [{ role: 'system' }, { role: 'user', content: '下雪了。' }],
      },
    })
  })

  it('may arrive at once, although a stream was requested', async () => {
    const { producers } = await askService((response) => {
      response.setHeader('Content-Type', 'application/json')
      response.end(JSON.stringify({ choices: [{ message: { content: 'Snow.' }, finish_reason: 'stop' }] }))
    })
    expect(await rewrite(producers)).toBe('Snow.')
  })

  it.each<[string, (response: ServerResponse) => void, RegExp]>([
    [
      'does not accept the key',
      (r) => r.writeHead(401).end(JSON.stringify({ error: { message: `bad key ${KEY}` } })),
      /OPENAI_API_KEY[^]*HTTP 401 bad key •••/,
    ],
    [
      'does not know the model',
      (r) => r.writeHead(404).end('{"message":"no such model"}'),
      /model names[^]*no such model/,
    ],
    ['is over its limit', (r) => r.writeHead(429).end(), /over its limit/],
    ['fails', (r) => r.writeHead(500).end('<html>oops</html>'), /Retry later[^]*HTTP 500 <html>oops/],
    [
      'refuses',
      (r) => r.writeHead(400).end('{"error":"too many tokens"}'),
      /refused the request[^]*too many tokens/,
    ],
    ['breaks off', (r) => (sendEvents(r, [delta('Sn')]), r.socket?.end()), /broke off/],
    ['ends without saying that it is done', (r) => (sendEvents(r, [delta('Sn')]), r.end()), /broke off/],
    ['sends something that is not JSON', (r) => (sendEvents(r, ['{']), r.end()), /broke off/],
    [
      'fails in the middle',
      (r) => (sendEvents(r, [delta('Sn'), { error: { message: 'overloaded' } }]), r.end()),
      /overloaded/,
    ],
    ['reaches the length limit', (r) => (sendEvents(r, [delta('Sn', 'length')]), r.end()), /length limit/],
    ['filters the answer', (r) => (sendEvents(r, [delta('', 'content_filter')]), r.end()), /content filter/],
    ['says nothing', (r) => (sendEvents(r, [delta('', 'stop'), '[DONE]']), r.end()), /empty answer/],
  ])('fails with a readable message without the key when the service %s', async (_, answer, words) => {
    const { producers } = await askService(answer)
    const failure = await rewrite(producers).catch((cause: unknown) => cause)
    expect(failure).toBeInstanceOf(Error)
    expect((failure as Error).message).toMatch(words)
    expect((failure as Error).message).not.toContain(KEY)
  })

  it('fails in the language of the story', async () => {
    const { producers } = await askService((response) => response.writeHead(500).end())
    await expect(rewrite(producers, '下雪了。')).rejects.toThrow('模型服务自己出错了')
  })

  it('says so when the service cannot be reached', async () => {
    const env = { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', OPENAI_API_KEY: KEY, OPENAI_TEXT_MODEL: 'writer' }
    const producers = createProducers({ env })
    cleanups.push(() => producers.close())
    await expect(rewrite(producers)).rejects.toThrow('cannot be reached')
  })

  it('stops with the reason of the signal', async () => {
    const { producers } = await askService((response) => sendEvents(response, [delta('Sn')]))
    const abort = new AbortController()
    const stream = producers.rewrite(contextOf('It snowed.'), abort.signal).text[Symbol.asyncIterator]()
    expect(await stream.next()).toMatchObject({ value: 'Sn' })
    const reason = new Error('paused')
    abort.abort(reason)
    await expect(stream.next()).rejects.toBe(reason)
  })
})

describe('pictures from a service', () => {
  const png = createCanvas(64, 64).toBuffer('image/png').toString('base64')

  it('are requested with the prompt and converted to the shape of the film', async () => {
    const { producers, requests } = await askService((response) =>
      response.end(JSON.stringify({ data: [{ b64_json: png }] })),
    )
    const { image } = await producers.picture(scene, contextOf('It snowed.'), signal)
    expect(image).toMatchObject({ width: 1280, height: 720, mime: 'image/jpeg' })
    expect(requests[0]).toMatchObject({
      url: '/v1/images/generations',
      body: { model: 'painter', prompt: 'a fox in the snow', size: '1792x1024', response_format: 'b64_json' },
    })
  })

  it.each([
    ['an address instead of a picture', '{"data":[{"url":"http://127.0.0.1/a.png"}]}'],
    ['no picture', '{}'],
    ['something else', 'oops'],
    ['a file that is no picture', '{"data":[{"b64_json":"AAAA"}]}'],
  ])('fail with a readable message when the service sends %s', async (_, answer) => {
    const { producers } = await askService((response) => response.end(answer))
    await expect(producers.picture(scene, contextOf('It snowed.'), signal)).rejects.toThrow('b64_json')
  })
})

describe('the choice of producers', () => {
  it('uses the studio’s own text where no model is named', async () => {
    const producers = createProducers({
      env: { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', OPENAI_API_KEY: KEY },
      tokenDelayMs: 0,
    })
    cleanups.push(() => producers.close())
    expect(await rewrite(producers)).toBe('It snowed.')
  })
})
