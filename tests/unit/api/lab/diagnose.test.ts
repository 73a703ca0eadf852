import { describe, expect, it } from 'vitest'
import { diagnose, diagnoseOpen, type Answer, type Diagnosis, type FailedStream } from '@/api/lab/diagnose'
import type { Report } from '@/lab/rules/report'
import en from '@/locales/en/lab.json'

const HOST = 'https://api.example/api/v1/sse/projects/7/'
const PAGE = 'https://page.example/sse-demo'

function answer(facts: Partial<Answer>): Answer {
  return {
    status: 200,
    statusText: '',
    url: HOST,
    isRedirected: false,
    headers: {},
    bodyStart: '',
    withoutAuthorization: false,
    ...facts,
  }
}

/** A fetch that responds or fails depending on the request, and records the addresses. */
function fakeFetch(answers: (init: RequestInit) => boolean, error: Error = new TypeError('fetch failed')) {
  const requested: string[] = []
  const fetch: FailedStream['fetch'] = (url, init) => {
    requested.push(url)
    return answers(init) ? Promise.resolve(new Response('')) : Promise.reject(error)
  }
  return { fetch, requested }
}

function failed(stream: Partial<FailedStream>): Promise<Diagnosis> {
  return diagnose({
    url: HOST,
    fault: 'network',
    answer: null,
    hadAuthorization: false,
    pageUrl: PAGE,
    isOnline: true,
    fetch: fakeFetch(() => false).fetch,
    ...stream,
  })
}

describe('a response that is not a stream', () => {
  it.each([
    [{ status: 204 }, { kind: 'no_content' }],
    [{ status: 401, bodyStart: '<html>' }, { kind: 'unauthorized' }],
    [{ status: 403 }, { kind: 'forbidden' }],
    [{ status: 404 }, { kind: 'not_found' }],
    [{ status: 418 }, { kind: 'refused', status: 418 }],
    [{ status: 502 }, { kind: 'server_error', status: 502 }],
    [
      { headers: { 'content-type': 'application/json' }, bodyStart: '{}' },
      { kind: 'wrong_type', type: 'application/json' },
    ],
    [{ headers: { 'content-type': 'text/html' }, bodyStart: '<p>busy' }, { kind: 'html' }],
    [{ bodyStart: '<!DOCTYPE html><body><div id="app"></div>' }, { kind: 'app_page' }],
    [{ bodyStart: '<html><div id=root></div>' }, { kind: 'app_page' }],
    [
      { isRedirected: true, url: 'https://api.example/login?next=secret', bodyStart: '<html>' },
      { kind: 'login_redirect', url: 'https://api.example/login' },
    ],
  ] as [Partial<Answer>, Diagnosis][])('%j is diagnosed as %j', async (facts, diagnosis) => {
    expect(await failed({ fault: 'not_a_stream', answer: answer(facts) })).toEqual(diagnosis)
  })
})

describe('a missing response', () => {
  it.each([
    ['an invalid address', { url: 'http://' }, 'bad_url'],
    ['an address with another scheme', { url: 'ftp://host/' }, 'bad_url'],
    ['a machine without a network', { isOnline: false }, 'offline'],
    ['an http address on an https page', { url: 'http://api.example/' }, 'mixed_content'],
    ['the own host when it is down', { url: '/api/v1/sse/projects/7/' }, 'unreachable'],
    ['another host when it is down', {}, 'unreachable'],
  ] as const)('is diagnosed for %s', async (_name, stream, kind) => {
    expect(await failed(stream)).toEqual({ kind })
  })

  it('is diagnosed as CORS when the host responds to a no-cors request', async () => {
    const { fetch, requested } = fakeFetch((init) => init.mode === 'no-cors')
    expect(await failed({ fetch })).toEqual({ kind: 'cors' })
    expect(new Set(requested)).toEqual(new Set([HOST]))
  })

  it('is diagnosed as a refused preflight when the host responds without Authorization', async () => {
    const { fetch } = fakeFetch((init) => init.mode !== 'no-cors')
    expect(await failed({ fetch, hadAuthorization: true })).toEqual({ kind: 'preflight_authorization' })
    expect(await failed({ fetch, hadAuthorization: false })).toEqual({ kind: 'cut' })
  })

  it.each([
    ['ECONNREFUSED', { kind: 'connection_refused' }],
    ['ENOTFOUND', { kind: 'unknown_host' }],
    ['EAI_AGAIN', { kind: 'unknown_host' }],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', { kind: 'bad_certificate', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
    ['EHOSTUNREACH', { kind: 'unreachable' }],
  ])('is diagnosed in Node by the code %s', async (code, diagnosis) => {
    const cause = Object.assign(new Error('no'), { code })
    const { fetch } = fakeFetch(() => false, new TypeError('fetch failed', { cause }))
    expect(await failed({ fetch, pageUrl: null })).toEqual(diagnosis)
    const many = new TypeError('fetch failed', { cause: new AggregateError([cause]) })
    expect(await failed({ fetch: fakeFetch(() => false, many).fetch, pageUrl: null })).toEqual(diagnosis)
  })

  it.each(['silent', 'ended', 'frame_too_large'] as const)(
    'is not probed after the fault %s',
    async (fault) => {
      const { fetch, requested } = fakeFetch(() => true)
      expect(await failed({ fault, fetch })).toEqual({ kind: fault })
      expect(requested).toEqual([])
    },
  )
})

describe('an open stream', () => {
  const report: Report = {
    totals: { messages: 0, unknown: 0, malformed: 0, comments: 0, bytes: 0, reconnects: 0 },
    findings: [],
    heartbeatMs: null,
    hasEnded: false,
  }
  const burst = {
    rule: 'burst',
    severity: 'warning',
    count: 1,
    entries: [],
    params: { frames: 40, gapMs: 1 },
  } as const
  const fine = { answer: answer({ bodyStart: null }), quietMs: 0, isRunProgressing: false, report }
  it.each([
    ['nothing is wrong', {}, null],
    ['it is silent and the run is idle', { quietMs: 60_000 }, null],
    [
      'it is silent although the run makes progress',
      { quietMs: 12_000, isRunProgressing: true },
      { kind: 'buffered', seconds: 12 },
    ],
    [
      'no headers arrive although the run makes progress',
      { answer: null, quietMs: 12_000, isRunProgressing: true },
      { kind: 'buffered', seconds: 12 },
    ],
    [
      'it is compressed',
      { answer: answer({ headers: { 'content-encoding': 'gzip' } }) },
      { kind: 'compressed', encoding: 'gzip' },
    ],
    [
      'it arrives in bursts',
      { report: { ...report, findings: [burst] } },
      { kind: 'buffered_bursts', frames: 40 },
    ],
    [
      'it is read without Authorization',
      { answer: answer({ withoutAuthorization: true }) },
      { kind: 'preflight_authorization' },
    ],
  ] as const)('is diagnosed when %s', (_name, stream, diagnosis) => {
    expect(diagnoseOpen({ ...fine, ...stream })).toEqual(diagnosis)
  })
})

it('every diagnosis has advice', () => {
  expect(Object.keys(en.diagnosis.advice)).toEqual(Object.keys(en.diagnosis.says))
})
