import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { hubWithTabs, settle } from '../fakes'

type Setup = ReturnType<typeof hubWithTabs>
let setup: Setup

const URL_A = '/sse/projects/a/'
const token = (content: string, fullText: string, stage = 'rewrite') => ({
  type: 'token',
  stage,
  content,
  full_text: fullText,
})

beforeEach(() => {
  vi.useFakeTimers()
  setup = hubWithTabs()
})
afterEach(() => {
  setup.hub.close()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

/** Open a tab that follows an open stream. */
async function watching(name: string, url = URL_A) {
  const tab = setup.tab(name).hello().follow(url)
  setup.connections.find(url).answer()
  await settle()
  return tab
}

describe('tabs on one project', () => {
  it('share one connection and receive the same messages', async () => {
    const first = await watching('first')
    const second = setup.tab('second').hello().follow(URL_A)
    setup.connections.find(URL_A).send(token('山', '山'))
    setup.connections.find(URL_A).send(token('有', '山有'))
    await settle()
    expect(setup.connections.made).toHaveLength(1)
    expect([first.text, second.text]).toEqual(['山有', '山有'])
  })

  it('receive the state of the connection', async () => {
    const tab = await watching('first')
    expect(tab.status).toBe('open')
    setup.connections
      .find(URL_A)
      .state({ status: 'waiting', attempt: 1, since: 0, retryAt: 1, fault: 'network' })
    await settle()
    expect(tab.status).toBe('waiting')
  })

  it('receive the text so far once, and then only new text', async () => {
    await watching('first')
    const connection = setup.connections.find(URL_A)
    const long = '文'.repeat(5_000)
    connection.send(token(long, long))
    await settle()
    const before = setup.posts.length
    connection.send(token('山', `${long}山`))
    await settle()
    expect(JSON.stringify(setup.posts.slice(before)).length).toBeLessThan(500)
  })

  it('receive fast tokens joined, and a quarter as often', async () => {
    const tab = await watching('first')
    const connection = setup.connections.find(URL_A)
    let text = ''
    const write = (count: number) => {
      for (let index = 0; index < count; index += 1) {
        text += '山'
        connection.send(token('山', text))
      }
    }
    write(1)
    await settle()
    const before = setup.posts.length
    write(1)
    await settle(0)
    write(9)
    await settle(8)
    expect(setup.posts.slice(before).map(({ length }) => length)).toEqual([1, 1])
    write(1)
    await settle(31)
    expect(setup.posts).toHaveLength(before + 2)
    await settle(1)
    expect(setup.posts).toHaveLength(before + 3)
    expect(tab.text).toBe(text)
  })

  it('receive the whole text when it does not continue the last one', async () => {
    const tab = await watching('first')
    const connection = setup.connections.find(URL_A)
    connection.send(token('山', '山'))
    connection.send(token('口', '山有小口'))
    await settle()
    expect(tab.text).toBe('山有小口')
  })

  it('receive frames of unknown type, too', async () => {
    const tab = await watching('first')
    setup.connections.find(URL_A).send({ type: 'from_tomorrow' })
    await settle()
    expect(tab.received.at(-1)).toMatchObject({
      kind: 'frame',
      parsed: { kind: 'unknown', type: 'from_tomorrow' },
    })
  })

  it('see a stream end in good order after the end of a run', async () => {
    await watching('first')
    const connection = setup.connections.find(URL_A)
    expect(connection.send({ type: 'done', stage: 'rewrite' })).toBe(false)
    expect(connection.send({ type: 'pipeline_done' })).toBe(true)
  })
})

describe('a tab that joins late', () => {
  it('receives the latest messages of running stages, and none of those that ended', async () => {
    await watching('first')
    const connection = setup.connections.find(URL_A)
    connection.send({ type: 'stage_update', stage: 'rewrite', status: 'processing' })
    connection.send(token('山', '山'))
    connection.send({ type: 'done', stage: 'rewrite', full_text: '山' })
    connection.send({ type: 'stage_update', stage: 'storyboard', status: 'processing' })
    for (let count = 1; count <= 500; count += 1) connection.send(token('x', 'x'.repeat(count), 'storyboard'))
    connection.send({ type: 'progress', stage: 'storyboard', progress: 40 })
    await settle()
    const late = setup.tab('late').hello().follow(URL_A)
    const messages = late.received.flatMap((item) =>
      item.kind === 'frame' && item.parsed.kind === 'message' ? [item.parsed.message] : [],
    )
    expect(messages.map(({ type, stage }) => `${stage} ${type}`)).toEqual([
      'storyboard stage_update',
      'storyboard token',
      'storyboard progress',
    ])
    expect(late.text).toBe('x'.repeat(500))
    expect(late.received.map(({ kind }) => kind).slice(0, 4)).toEqual(['state', 'capped', 'open', 'comment'])
  })

  it('receives a message that was about to be posted only once', async () => {
    await watching('first')
    const connection = setup.connections.find(URL_A)
    connection.send(token('山', '山'))
    const late = setup.tab('late').hello().follow(URL_A)
    connection.send(token('有', '山有'))
    await settle()
    expect(late.received.filter(({ kind }) => kind === 'frame')).toHaveLength(2)
    expect(late.text).toBe('山有')
  })

  it('receives nothing about a run that is over', async () => {
    await watching('first')
    const connection = setup.connections.find(URL_A)
    connection.send(token('山', '山'))
    connection.send({ type: 'pipeline_error', error: 'no' })
    await settle()
    const late = setup.tab('late').hello().follow(URL_A)
    expect(late.text).toBeNull()
  })
})

describe('tabs that are gone', () => {
  it('leave the stream open for the others', async () => {
    const first = await watching('first')
    const second = setup.tab('second').hello().follow(URL_A)
    first.say({ type: 'bye' })
    await settle(60_000)
    expect(setup.connections.open()).toEqual([URL_A])
    setup.connections.find(URL_A).send(token('山', '山'))
    await settle()
    expect([first.text, second.text]).toEqual([null, '山'])
  })

  it('close the stream some seconds after the last one, so that a reload keeps it', async () => {
    const tab = await watching('first')
    tab.say({ type: 'bye' })
    await settle(4_000)
    expect(setup.connections.open()).toEqual([URL_A])
    const again = setup.tab('again').hello().follow(URL_A)
    await settle(10_000)
    expect(setup.connections.open()).toEqual([URL_A])
    again.say({ type: 'bye' })
    await settle(6_000)
    expect(setup.connections.open()).toEqual([])
  })

  it('close the stream at once when the page leaves it', async () => {
    const tab = await watching('first')
    tab.say({ type: 'leave', follow: 1 })
    expect(setup.connections.open()).toEqual([])
  })

  it('are noticed after a crash by their free lock', async () => {
    const tab = await watching('first')
    tab.say({ type: 'lock', name: 'lock-of-first' })
    setup.free('lock-of-first')
    expect(setup.gone).toEqual(['first'])
    await settle(6_000)
    expect(setup.connections.open()).toEqual([])
  })

  it('are asked for a new hello when they return', async () => {
    const tab = await watching('first')
    tab.say({ type: 'bye' })
    tab.say({ type: 'ping' })
    expect(tab.words.at(-1)).toEqual({ type: 'stranger' })
    tab.hello().follow(URL_A)
    expect(tab.words).toHaveLength(1)
    await settle(10_000)
    expect(setup.connections.open()).toEqual([URL_A])
  })

  it('receive the whole text again after a new hello, and lose streams that it does not name', async () => {
    const tab = await watching('first')
    tab.follow('/sse/projects/b/', 2)
    setup.connections.find(URL_A).send(token('山', '山'))
    await settle()
    tab.say({ type: 'hello', isVisible: true, token: null, follows: [{ follow: 1, url: URL_A }] })
    const again = tab.received.slice(-1)
    expect(again).toMatchObject([{ kind: 'frame', parsed: { message: { fullText: '山' } } }])
    expect(setup.connections.open()).toEqual([URL_A])
  })
})

describe('more projects than connections', () => {
  const url = (index: number) => `/sse/projects/${index}/`
  const openTabs = (count: number, isVisible = true) =>
    Array.from({ length: count }, (_, index) =>
      setup.tab(`tab${index}`).hello(null, isVisible).follow(url(index)),
    )

  it('share four connections, and the others wait', async () => {
    const tabs = openTabs(8)
    await settle()
    expect(setup.connections.open()).toEqual([0, 1, 2, 3].map(url))
    expect(tabs.map(({ isCapped }) => isCapped)).toEqual([false, false, false, false, true, true, true, true])
  })

  it('prefer visible tabs to hidden ones', async () => {
    const tabs = openTabs(5, false)
    await settle()
    expect(tabs[4]?.isCapped).toBe(true)
    tabs[4]?.say({ type: 'visible', isVisible: true })
    await settle()
    expect(tabs[4]?.isCapped).toBe(false)
    expect(tabs[3]?.isCapped).toBe(true)
    expect(setup.connections.open()).toHaveLength(4)
    // Among equals, a running stream keeps its connection.
    tabs[4]?.say({ type: 'visible', isVisible: false })
    await settle()
    expect(tabs[4]?.isCapped).toBe(false)
  })

  it('pass a free connection to the next stream', async () => {
    const tabs = openTabs(6)
    tabs[1]?.say({ type: 'leave', follow: 1 })
    await settle()
    expect(tabs.map(({ isCapped }) => isCapped)).toEqual([false, false, false, false, false, true])
    // A stream that was given up needs no connection.
    setup.connections.find(url(2)).state({ status: 'closed', fault: 'not_found' })
    await settle()
    expect(tabs[5]?.isCapped).toBe(false)
  })

  it('do not wait for a stream that only lingers', async () => {
    const tabs = openTabs(5)
    tabs[0]?.say({ type: 'bye' })
    await settle()
    expect(tabs[4]?.isCapped).toBe(false)
    expect(setup.connections.open()).toHaveLength(4)
  })
})

describe('a stream that was given up', () => {
  it('is opened again when a tab follows it again', async () => {
    const tab = await watching('first')
    const connection = setup.connections.find(URL_A)
    connection.isOpen = false
    connection.state({ status: 'closed', fault: 'server' })
    await settle()
    expect(tab.status).toBe('closed')
    tab.follow(URL_A)
    await settle()
    expect(connection.isOpen).toBe(true)
    expect(tab.status).toBe('connecting')
  })

  it('is tried at once on a wake signal', async () => {
    const tab = await watching('first')
    tab.say({ type: 'wake' })
    expect(setup.connections.find(URL_A).wakes).toBe(1)
  })
})

describe('a server that needs sign-in', () => {
  const refuse = (url: string) =>
    setup.connections.find(url).options.onUnauthorized?.() ?? Promise.reject(new Error('no callback'))
  const headers = (url: string) => setup.connections.find(url).options.headers?.()

  it('receives the token of the tabs in a header', () => {
    const tab = setup.tab('first').hello('one').follow(URL_A)
    expect(headers(URL_A)).toEqual({ Authorization: 'Bearer one' })
    tab.say({ type: 'token', token: 'two', isAnswer: false })
    expect(headers(URL_A)).toEqual({ Authorization: 'Bearer two' })
    tab.say({ type: 'token', token: null, isAnswer: false })
    expect(headers(URL_A)).toEqual({})
  })

  it('makes the hub ask one tab once, however many streams it refuses', async () => {
    const hidden = setup.tab('hidden').hello('old', false).follow(URL_A)
    const visible = setup.tab('visible').hello('old').follow('/sse/projects/b/')
    headers(URL_A)
    headers('/sse/projects/b/')
    const answers = [refuse(URL_A), refuse('/sse/projects/b/')]
    expect(hidden.words).toEqual([])
    expect(visible.words).toEqual([{ type: 'token_needed', refused: 'old' }])
    visible.say({ type: 'token', token: 'new', isAnswer: true })
    expect(await Promise.all(answers)).toEqual([true, true])
    expect(headers(URL_A)).toEqual({ Authorization: 'Bearer new' })
  })

  it('makes the hub ask no tab when a tab has already replaced the token', async () => {
    const tab = setup.tab('first').hello('old').follow(URL_A)
    headers(URL_A)
    tab.say({ type: 'token', token: 'new', isAnswer: false })
    expect(await refuse(URL_A)).toBe(true)
    expect(tab.words).toEqual([])
  })

  it('gets no further attempt when the session has ended', async () => {
    const tab = setup.tab('first').hello('old').follow(URL_A)
    headers(URL_A)
    const answer = refuse(URL_A)
    tab.say({ type: 'token', token: null, isAnswer: true })
    expect(await answer).toBe(false)
  })

  it('makes the hub ask the next tab when one does not answer, cannot answer or is gone', async () => {
    const tabs = ['a', 'b', 'c', 'd'].map((name) => setup.tab(name).hello('old').follow(URL_A))
    headers(URL_A)
    const answer = refuse(URL_A)
    await settle(11_000)
    tabs[1]?.say({ type: 'token_unknown' })
    tabs[2]?.say({ type: 'bye' })
    expect(tabs.map(({ words }) => words.length)).toEqual([1, 1, 1, 1])
    tabs[3]?.say({ type: 'token', token: 'new', isAnswer: true })
    expect(await answer).toBe(true)
  })

  it('makes the hub reject the attempt when no tab could answer', async () => {
    const tab = setup.tab('first').hello('old').follow(URL_A)
    headers(URL_A)
    const answer = refuse(URL_A)
    tab.say({ type: 'token_unknown' })
    await expect(answer).rejects.toThrow('No tab could say')
  })

  it('has no lingering streams left after sign-out', async () => {
    setup.tab('first').hello('one').follow(URL_A).say({ type: 'bye' })
    const other = setup.tab('second').hello('one')
    await settle()
    expect(setup.connections.open()).toEqual([URL_A])
    other.say({ type: 'token', token: null, isAnswer: false })
    expect(setup.connections.open()).toEqual([])
  })
})

describe('a stream of events that tabs read themselves', () => {
  const URL_E = '/api/tasks/stream'
  const events = (tab: Awaited<ReturnType<typeof watching>>) =>
    tab.received.flatMap((item) => (item.kind === 'event' ? [[item.name, item.data]] : []))
  async function following(name: string, endEvents: readonly string[] = ['', 'complete']) {
    const tab = setup.tab(name).hello()
    tab.say({ type: 'follow', follow: 1, url: URL_E, endEvents })
    setup.connections.find(URL_E).answer()
    await settle()
    return tab
  }

  it('brings them as they were sent, with their names, to all tabs over one connection', async () => {
    const first = await following('first')
    const second = setup.tab('second').hello()
    second.say({ type: 'follow', follow: 1, url: URL_E, endEvents: ['', 'complete'] })
    setup.connections.find(URL_E).event('progress', '{"progress":1')
    setup.connections.find(URL_E).event(null, 'x')
    await settle()
    expect(setup.connections.made).toHaveLength(1)
    expect([events(first), events(second)]).toEqual(
      Array(2).fill([
        ['progress', '{"progress":1'],
        ['', 'x'],
      ]),
    )
  })

  it('may be ended by the server only after the events that the tab names', async () => {
    await following('first')
    const connection = setup.connections.find(URL_E)
    expect([
      connection.event('progress', ''),
      connection.event(null, ''),
      connection.event('complete', ''),
    ]).toEqual([false, true, true])
  })

  it('gives a tab that comes late the last event of each name', async () => {
    await following('first')
    for (const [name, data] of [
      ['progress', '1'],
      ['', 'a'],
      ['progress', '2'],
    ] as const)
      setup.connections.find(URL_E).event(name, data)
    await settle()
    const late = setup.tab('late').hello()
    late.say({ type: 'follow', follow: 1, url: URL_E, endEvents: [] })
    await settle()
    expect(events(late)).toEqual([
      ['', 'a'],
      ['progress', '2'],
    ])
  })

  it('gives way to the streams of projects', async () => {
    await following('first')
    const tabs = ['a', 'b', 'c', 'd'].map((name) => setup.tab(name).hello().follow(`/sse/projects/${name}/`))
    await settle()
    expect(setup.connections.open()).toEqual(['a', 'b', 'c', 'd'].map((name) => `/sse/projects/${name}/`))
    tabs[0]?.say({ type: 'leave', follow: 1 })
    await settle()
    expect(setup.connections.open()).toContain(URL_E)
  })
})
