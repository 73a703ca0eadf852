import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { sseCheck } from '@/cli/sseCheck'
import { startStreamServer, streamOf, type Answer, type StreamServer } from '../transport/streamServer'

const folder = mkdtempSync(join(tmpdir(), 'sse-check-'))
const servers: StreamServer[] = []
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await Promise.all(servers.map((server) => server.close()))
})

interface Run {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

type Environment = Readonly<Record<string, string>>

/** Run the command in this process, which saves the start of another one. */
async function run(args: readonly string[], env: Environment = {}): Promise<Run> {
  let [out, err] = ['', '']
  const code = await sseCheck(args, {
    env: { LANG: 'C', ...env },
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    once: () => undefined,
  })
  return { code, out, err }
}

/** Start the command in a process of its own. */
function start(args: readonly string[], env: Environment = {}) {
  const child = spawn(process.execPath, ['src/cli/run.mjs', ...args], {
    env: { PATH: process.env['PATH'], LANG: 'C', ...env },
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (data: Buffer) => (out += data.toString()))
  child.stderr.on('data', (data: Buffer) => (err += data.toString()))
  const ended = new Promise<Run>((resolve) => child.on('close', (code) => resolve({ code, out, err })))
  return { child, ended }
}

/** Start a server of its own for one test: the tests run side by side. */
async function serve(...answers: Answer[]): Promise<StreamServer> {
  const server = await startStreamServer(answers)
  servers.push(server)
  return server
}

const frame = (wire: object) => `data: ${JSON.stringify(wire)}\n\n`
const HELLO = frame({ type: 'connected' })
const END = frame({ type: 'pipeline_done' })
/** A stream that is sent in one piece and then closed. */
const whole =
  (...parts: (string | Uint8Array)[]): Answer =>
  (response) => {
    streamOf(response, Buffer.concat(parts.map((part) => Buffer.from(part))))
    response.end()
  }
const refuse =
  (status: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (response) => {
    response.writeHead(status, headers).end(body)
  }

describe.concurrent('a server that sends no stream', () => {
  it.each<[string, Answer[], RegExp]>([
    ['status 401', [refuse(401)], /requires sign-in \(401\)/],
    ['status 403', [refuse(403)], /\(403\)/],
    ['status 404', [refuse(404)], /no stream at this address \(404\)[^]*path prefix/],
    ['status 500', [refuse(500)], /Server error \(500\)/],
    ['status 204', [refuse(204)], /nothing to stream \(204\)/],
    [
      'another content type',
      [refuse(200, { 'Content-Type': 'application/json' }, '{}')],
      /“application\/json” instead of text\/event-stream/,
    ],
    ['a web page', [refuse(200, { 'Content-Type': 'text/html' }, '<p>busy</p>')], /a web page/],
    [
      'the page of a single-page app',
      [refuse(200, { 'Content-Type': 'text/html' }, '<div id="app"></div>')],
      /single-page app[^]*proxy_pass/,
    ],
    [
      'a redirect to a sign-in page',
      [
        refuse(302, { Location: '/accounts/login/?next=x' }),
        refuse(200, { 'Content-Type': 'text/html' }, '<form>'),
      ],
      /redirects to a sign-in page: http:\S+\/accounts\/login\//,
    ],
    ['a socket that closes', [(response) => response.destroy()], /could not be opened: http:\/\/127/],
  ])('is refused with an explanation: %s', async (_name, answers, words) => {
    const { code, out, err } = await run([(await serve(...answers)).url])
    expect(err).toMatch(words)
    expect([code, out]).toEqual([2, ''])
  })

  it('is given up when its headers never come', async () => {
    const { url } = await serve(() => undefined)
    const { code, err } = await run([url, '--for', '300ms'])
    expect(err).toContain('did not respond')
    expect(code).toBe(2)
  })

  it('is explained in Chinese when nothing listens on the port', async () => {
    const probe = createServer()
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
    const { port } = probe.address() as AddressInfo
    await new Promise((resolve) => probe.close(resolve))
    const { code, err } = await run([`http://127.0.0.1:${port}/`, '--lang', 'zh'])
    expect(err).toContain('这个端口没有服务')
    expect(code).toBe(2)
  })
})

describe('the end of a stream on the wire', () => {
  it('is not asked for again once its end has arrived, whatever follows and however soon', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const server = await serve(whole(HELLO, END, frame({ type: 'token', content: 'x' })))
    const { out } = await run([server.url, '--until-end'])
    expect(out).not.toContain('reconnections: 1')
    expect(server.requests).toHaveLength(1)
    vi.restoreAllMocks()
  })
})

describe.concurrent('a stream on the wire', () => {
  it.each<[string, Answer, string | null, 0 | 1]>([
    ['a stream in order', whole(HELLO, END), null, 0],
    ['a stream with a byte order mark', whole('\ufeff', HELLO, END), null, 0],
    ['a stream with CRLF line ends', whole((HELLO + END).replaceAll('\n', '\r\n')), null, 0],
    ['a stream with CR line ends', whole((HELLO + END).replaceAll('\n', '\r')), null, 0],
    [
      'a stream with half a UTF-8 character',
      whole(HELLO, 'data: {"type":"token","content":"', Uint8Array.of(0xe6, 0xb8), '"}\n\n', END),
      'not_utf8',
      1,
    ],
    [
      'a stream with a giant frame',
      whole(HELLO, frame({ type: 'token', content: 'x'.repeat(5_000_000) }), END),
      'giant_frame',
      0,
    ],
    ['a stream without `connected`', whole(END), 'connected_not_first', 1],
    ['a stream with a frame that is not JSON', whole(HELLO, 'data: {\n\n', END), 'malformed', 1],
    [
      'a stream whose type is a script',
      whole(HELLO, frame({ type: '<script>\u001b[2J\u202e' }), END),
      'unknown_type',
      0,
    ],
    [
      'a stream that goes on after its end',
      whole(HELLO, END, frame({ type: 'token', content: 'x' })),
      'after_end',
      1,
    ],
  ])('is judged by the rules: %s', async (_name, answer, rule, wanted) => {
    const { code, out, err } = await run([(await serve(answer)).url, '--json', '--until-end'])
    const { report } = JSON.parse(out) as { report: { findings: { rule: string }[] } }
    expect(report.findings.map((finding) => finding.rule)).toEqual(rule === null ? [] : [rule])
    expect([code, err]).toEqual([wanted, ''])
  })

  it('is followed over a lost connection', async () => {
    const cut: Answer = (response) => {
      streamOf(response, HELLO)
      setImmediate(() => response.destroy())
    }
    const { code, out } = await run([(await serve(cut, whole(HELLO, END))).url])
    expect(out).toContain('closed without an end message')
    expect(out).toContain('lost and reopened; reconnections: 1')
    expect(code).toBe(1)
  })

  it('is listened to until the time is over when it sends only comments', async () => {
    const { url } = await serve((response) => streamOf(response, ': heartbeat\n\n'))
    const { code, out } = await run([url, '--for', '300ms'])
    expect(out).toContain('messages: 0, unknown: 0, malformed: 0, comments: 1')
    expect(code).toBe(0)
  })

  it('is reported as held back when it comes in a burst', async () => {
    const held = Array.from({ length: 20 }, (_, n) =>
      frame({ type: 'item_completed', item_type: 'image', n, timestamp: 1_800_000_000 + n }),
    )
    const answer: Answer = (response) => {
      streamOf(response, HELLO)
      setTimeout(() => response.end(held.join('') + END), 1_100)
    }
    const { out } = await run([(await serve(answer)).url])
    expect(out).toMatch(/\d+ frames arrived at once after \d{4} ms of silence/)
  })

  it('may be compressed when it arrives whole', async () => {
    const answer: Answer = (response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Content-Encoding': 'gzip' })
      response.end(gzipSync(HELLO + END))
    }
    expect((await run([(await serve(answer)).url])).code).toBe(0)
  })
})

describe.concurrent('the command', () => {
  it('sends a token and headers, and shows neither', async () => {
    const server = await serve(whole(HELLO, END))
    const args = [
      `${server.url}?key=hidden-key`,
      '--header',
      'X-Team: hidden-team',
      '--record',
      join(folder, 'a.jsonl'),
    ]
    const { code, out, err } = await run(args, { SSE_CHECK_TOKEN: 'hidden-token' })
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer hidden-token',
      'x-team': 'hidden-team',
    })
    expect(code).toBe(0)
    expect(out + err + readFileSync(join(folder, 'a.jsonl'), 'utf8')).not.toContain('hidden')
  })

  it('gives the recording the same report as the live stream', async () => {
    const file = join(folder, 'b.jsonl')
    const expectations = join(folder, 'b.txt')
    writeFileSync(expectations, 'exactly 1 pipeline_done\nat least 1 token\n')
    const live = await run([(await serve(whole(HELLO, END))).url, expectations, '--record', file])
    const saved = await run([file, expectations])
    for (const { code, out } of [live, saved]) {
      expect(out).toContain('[passed] exactly 1 pipeline_done (seen 1 time)')
      expect(out).toContain('[failed] at least 1 token (not seen)')
      expect(code).toBe(1)
    }
  })

  it('listens to one stage until that stage ends', async () => {
    const done = frame({ type: 'done', stage: 'rewrite' })
    const answer: Answer = (response) => streamOf(response, HELLO + done)
    const url = (await serve(answer)).url.replace('/stream', '/projects/7/stages/rewrite/')
    expect((await run([url, '--until-end'])).code).toBe(0)
  })

  it('reads a saved stream and reports on it in Chinese', async () => {
    const { code, out } = await run(['tests/fixtures/streams/one-scene.txt'], { LANG: 'zh_CN.UTF-8' })
    expect(out).toContain('没有发现问题。')
    expect(code).toBe(0)
  })

  it.each([
    ['no target', [], /Usage:/],
    ['a third file', ['a', 'b', 'c'], /Usage:/],
    ['an option that does not exist', ['x', '--frobnicate'], /frobnicate/],
    ['a duration that cannot be read', ['x', '--for', 'ever'], /--for ever/],
    ['a header without a colon', ['x', '--header', 'hidden'], /Unknown option or value: --header\n/],
    ['a missing file', ['nowhere.jsonl'], /can’t be read/],
    ['a file that is not a recording', ['package.json'], /not a recording/],
  ])('refuses %s', async (_name, args, words) => {
    const { code, out, err } = await run(args)
    expect(err).toMatch(words)
    expect(err).not.toContain('hidden')
    expect([code, out]).toEqual([2, ''])
  })

  it('refuses expectations that cannot be read, before it listens', async () => {
    const file = join(folder, 'c.txt')
    writeFileSync(file, 'no unknown\nexactly one done\n')
    const server = await serve(whole(HELLO, END))
    const { code, err } = await run([server.url, file])
    expect(err).toContain('Line 2: A whole number is missing. exactly one done')
    expect(code).toBe(2)
    expect(server.requests).toEqual([])
  })

  it('prints no control character of a stream', async () => {
    const { url } = await serve(whole(HELLO, frame({ type: '\u001b[2J\u0007\u202ex' }), END))
    const { out } = await run([url])
    expect(out).toContain('␛[2J␇⟨U+202E⟩x')
    expect(out).not.toMatch(/[\x1b\x07\u202e]/)
  })
})

describe.concurrent('the process', { timeout: 60_000 }, () => {
  it('exits with 1 when a rule is broken', async () => {
    const { url } = await serve(whole(END))
    expect((await start([url]).ended).code).toBe(1)
  })

  it('exits with 2 and the usage for --help', async () => {
    const { code, err } = await start(['--help']).ended
    expect(err).toContain('Usage: npm run sse-check')
    expect(code).toBe(2)
  })

  it('reports on what it has received when it is interrupted', async () => {
    const { url } = await serve((response) => streamOf(response, HELLO))
    const file = join(folder, 'interrupted.jsonl')
    const { child, ended } = start([url, '--record', file])
    await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toContain('"frame"'), { timeout: 50_000 })
    child.kill('SIGINT')
    const { code, out } = await ended
    expect(out).toContain('messages: 1')
    expect(code).toBe(0)
  })

  it('ends quietly when the reader of its output has left', async () => {
    const { child, ended } = start(['tests/fixtures/streams/one-scene.txt'])
    child.stdout.destroy()
    const { code, err } = await ended
    expect([code, err]).toEqual([0, ''])
  })
})
