import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { startStreamServer, streamOf, type Answer, type StreamServer } from '../transport/streamServer'

const folder = mkdtempSync(join(tmpdir(), 'sse-check-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let server: StreamServer | null = null
afterEach(() => server?.close())

interface Run {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** The command in a process of its own. */
function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
  const child = spawn(process.execPath, ['src/cli/run.mjs', ...args], {
    env: { PATH: process.env['PATH'], LANG: 'C', ...env },
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (data: Buffer) => (out += data.toString()))
  child.stderr.on('data', (data: Buffer) => (err += data.toString()))
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })))
}

async function serve(...answers: Answer[]): Promise<string> {
  server = await startStreamServer(answers)
  return server.url
}

const frame = (wire: object) => `data: ${JSON.stringify(wire)}\n\n`
const HELLO = frame({ type: 'connected' })
const END = frame({ type: 'pipeline_done' })
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
const bytes = (text: string) => new TextEncoder().encode(text)

describe('a server that breaks a rule of the transport', { timeout: 60_000 }, () => {
  it.each<[string, Answer[], RegExp]>([
    ['401', [refuse(401)], /requires sign-in \(401\)/],
    ['403', [refuse(403)], /\(403\)/],
    ['404', [refuse(404)], /no stream at this address \(404\)[^]*path prefix/],
    ['500', [refuse(500)], /Server error \(500\)/],
    ['204', [refuse(204)], /nothing to stream \(204\)/],
    [
      'another type',
      [refuse(200, { 'Content-Type': 'application/json' }, '{}')],
      /“application\/json” instead of text\/event-stream/,
    ],
    ['a web page', [refuse(200, { 'Content-Type': 'text/html' }, '<p>busy</p>')], /a web page/],
    [
      'the page of an app',
      [refuse(200, { 'Content-Type': 'text/html' }, '<div id="app"></div>')],
      /single-page app[^]*proxy_pass/,
    ],
    [
      'a way to sign-in',
      [
        refuse(302, { Location: '/accounts/login/?next=x' }),
        refuse(200, { 'Content-Type': 'text/html' }, '<form>'),
      ],
      /redirects to a sign-in page: http:\S+\/accounts\/login\//,
    ],
    ['a socket that closes', [(response) => response.destroy()], /could not be opened: http:\/\/127/],
  ])('is no stream: %s', async (_name, answers, words) => {
    const { code, out, err } = await run([await serve(...answers)])
    expect(err).toMatch(words)
    expect([code, out]).toEqual([2, ''])
  })

  it.each<[string, Answer, string | null, 0 | 1]>([
    ['nothing is wrong', whole(HELLO, END), null, 0],
    ['a byte order mark', whole('\ufeff', HELLO, END), null, 0],
    ['both line ends', whole((HELLO + END).replaceAll('\n', '\r\n')), null, 0],
    ['carriage returns', whole((HELLO + END).replaceAll('\n', '\r')), null, 0],
    [
      'half a character',
      whole(HELLO, 'data: {"type":"token","content":"', Uint8Array.of(0xe6, 0xb8), '"}\n\n', END),
      'not_utf8',
      1,
    ],
    [
      'a giant frame',
      whole(HELLO, frame({ type: 'token', content: 'x'.repeat(5_000_000) }), END),
      'giant_frame',
      0,
    ],
    ['no greeting', whole(END), 'connected_not_first', 1],
    ['not JSON', whole(HELLO, 'data: {\n\n', END), 'malformed', 1],
    ['a script', whole(HELLO, frame({ type: '<script>\u001b[2J\u202e' }), END), 'unknown_type', 0],
    ['something after the end', whole(HELLO, END, frame({ type: 'token', content: 'x' })), 'after_end', 1],
  ])('%s', async (_name, answer, rule, wanted) => {
    const { code, out, err } = await run([await serve(answer), '--json', '--until-end'])
    const { report } = JSON.parse(out) as { report: { findings: { rule: string }[] } }
    expect(report.findings.map((finding) => finding.rule)).toEqual(rule === null ? [] : [rule])
    expect([code, err]).toEqual([wanted, ''])
  })

  it('a stream that is cut and comes back', async () => {
    const cut: Answer = (response) => {
      streamOf(response, HELLO)
      setImmediate(() => response.destroy())
    }
    const { code, out } = await run([await serve(cut, whole(HELLO, END))])
    expect(out).toContain('closed without an end message')
    expect(out).toContain('lost and reopened; reconnections: 1')
    expect(code).toBe(1)
  })

  it('comments and nothing else, until the time is over', async () => {
    const { code, out } = await run([
      await serve((response) => streamOf(response, ': heartbeat\n\n')),
      '--for',
      '1s',
    ])
    expect(out).toContain('messages: 0, unknown: 0, malformed: 0, comments: 1')
    expect(code).toBe(0)
  })

  it('headers that never come', async () => {
    const { code, err } = await run([await serve(() => undefined), '--for', '1s'])
    expect(err).toContain('did not respond')
    expect(code).toBe(2)
  })

  it('a stream that is held back', async () => {
    const held = Array.from({ length: 20 }, (_, n) =>
      frame({ type: 'item_completed', item_type: 'image', n, timestamp: 1_800_000_000 + n }),
    )
    const answer: Answer = (response) => {
      streamOf(response, HELLO)
      setTimeout(() => response.end(held.join('') + END), 1_500)
    }
    const { out } = await run([await serve(answer)])
    expect(out).toMatch(/\d+ frames arrived at once after \d{4} ms of silence/)
  })

  it('a compressed stream that is whole', async () => {
    const answer: Answer = (response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Content-Encoding': 'gzip' })
      response.end(gzipSync(HELLO + END))
    }
    expect((await run([await serve(answer)])).code).toBe(0)
  })

  it('a port where nothing listens', async () => {
    const probe = createServer()
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
    const { port } = probe.address() as AddressInfo
    await new Promise((resolve) => probe.close(resolve))
    const { code, err } = await run([`http://127.0.0.1:${port}/`, '--lang', 'zh'])
    expect(err).toContain('这个端口没有服务')
    expect(code).toBe(2)
  })
})

describe('the command', { timeout: 60_000 }, () => {
  it('sends a token and headers, and shows neither', async () => {
    const url = await serve(whole(HELLO, END))
    const args = [
      `${url}?key=hidden-key`,
      '--header',
      'X-Team: hidden-team',
      '--record',
      join(folder, 'a.jsonl'),
    ]
    const { code, out, err } = await run(args, { SSE_CHECK_TOKEN: 'hidden-token' })
    expect(server?.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer hidden-token',
      'x-team': 'hidden-team',
    })
    expect(code).toBe(0)
    expect(out + err + readFileSync(join(folder, 'a.jsonl'), 'utf8')).not.toContain('hidden')
  })

  it('checks what it has recorded, with expectations', async () => {
    const file = join(folder, 'b.jsonl')
    const expectations = join(folder, 'b.txt')
    writeFileSync(expectations, 'exactly 1 pipeline_done\nat least 1 token\n')
    const live = await run([await serve(whole(HELLO, END)), expectations, '--record', file])
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
    const url = (await serve(answer)).replace('/stream', '/projects/7/stages/rewrite/')
    expect((await run([url, '--until-end'])).code).toBe(0)
  })

  it('reads a stream that was saved, says that nothing is broken, and speaks Chinese', async () => {
    const { code, out } = await run(['tests/fixtures/streams/one-scene.txt'], { LANG: 'zh_CN.UTF-8' })
    expect(out).toContain('没有发现问题。')
    expect(code).toBe(0)
  })

  it.each([
    ['no target', [], /Usage:/],
    ['a third file', ['a', 'b', 'c'], /Usage:/],
    ['an option that does not exist', ['x', '--frobnicate'], /frobnicate/],
    ['a duration that is none', ['x', '--for', 'ever'], /--for ever/],
    ['a header that is none', ['x', '--header', 'hidden'], /Unknown option or value: --header\n/],
    ['a file that is not there', ['nowhere.jsonl'], /can’t be read/],
    ['a file that is no recording', ['package.json'], /not a recording/],
  ])('refuses %s', async (_name, args, words) => {
    const { code, out, err } = await run(args)
    expect(err).toMatch(words)
    expect(err).not.toContain('hidden')
    expect([code, out]).toEqual([2, ''])
  })

  it('refuses expectations that cannot be read, before it listens', async () => {
    const file = join(folder, 'c.txt')
    writeFileSync(file, 'no unknown\nexactly one done\n')
    const url = await serve(whole(HELLO, END))
    const { code, err } = await run([url, file])
    expect(err).toContain('Line 2: A whole number is missing. exactly one done')
    expect(code).toBe(2)
    expect(server?.requests).toEqual([])
  })

  it('lets nothing of a stream command the terminal', async () => {
    const url = await serve(whole(bytes(HELLO), frame({ type: '\u001b[2J\u0007\u202ex' }), END))
    const { out } = await run([url])
    expect(out).toContain('␛[2J␇⟨U+202E⟩x')
    expect(out).not.toMatch(/[\x1b\x07\u202e]/)
  })
})
