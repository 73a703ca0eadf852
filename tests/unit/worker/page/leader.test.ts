import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHub, type Hub } from '@/worker/hub/hub'
import { createHubClient } from '@/worker/page/hubClient'
import { openLeaderLink } from '@/worker/hub/tabHub'
import { realTimers } from '@/transport/timers'
import { FakeBrowser, type FakeBrowserTab } from '../../support/fakeBrowser'
import { fakeConnections, settle } from '../fakes'

const URL_A = '/sse/projects/a/'
const NOBODY = { token: () => null, refresh: () => Promise.resolve(false), onChange: () => undefined }

let browser: FakeBrowser
let hubs: Hub[]
let closers: (() => void)[]

/** A tab that follows a project, with all that belongs to it but the browser. */
function openTab() {
  const tab: FakeBrowserTab = browser.tab()
  const connections = fakeConnections()
  const texts: (string | null)[] = []
  const events: string[] = []
  const client = createHubClient(NOBODY, (handlers) =>
    openLeaderLink(handlers, {
      ...tab.parts,
      makeHub(carrier) {
        const hub = createHub({
          ...carrier,
          connect: connections.connect,
          timers: realTimers,
          batchMs: 0,
          whenFree: () => () => undefined,
        })
        hubs.push(hub)
        return hub
      },
    }),
  )
  const stream = client.stream(URL_A, {
    onParsed(parsed) {
      if (parsed.kind === 'message' && parsed.message.type === 'token') texts.push(parsed.message.fullText)
    },
    onComment: () => undefined,
    onOpen: () => events.push('open'),
    onState: ({ status }) => events.push(status),
    onCapped: () => undefined,
  })
  stream.open()
  closers.push(stream.close)
  return {
    tab,
    connections,
    texts,
    events,
    stream,
    leads: () => connections.open().length > 0,
    write: (content: string, fullText: string) =>
      connections.find(URL_A).send({ type: 'token', stage: 'rewrite', content, full_text: fullText }),
  }
}

/** Three tabs, the first of which leads and has a stream that is open. */
async function openThree() {
  const tabs = [openTab(), openTab(), openTab()] as const
  await settle()
  tabs[0].connections.find(URL_A).answer()
  await settle()
  return tabs
}

beforeEach(() => {
  vi.useFakeTimers()
  browser = new FakeBrowser()
  hubs = []
  closers = []
})
afterEach(() => {
  for (const close of closers) close()
  for (const hub of hubs) hub.close()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

describe('tabs without a shared worker', () => {
  it('have one leader, whose stream all of them hear', async () => {
    const tabs = await openThree()
    expect(tabs.map(({ leads }) => leads())).toEqual([true, false, false])
    tabs[0].write('山', '山')
    tabs[0].write('有', '山有')
    await settle()
    expect(tabs.map(({ texts }) => texts.at(-1))).toEqual(['山有', '山有', '山有'])
    expect(tabs[2].events).toEqual(['connecting', 'open', 'open'])
  })

  it('go on at once with the next leader when the first is closed or crashes', async () => {
    const [first, second, third] = await openThree()
    first.write('山', '山')
    await settle()
    first.tab.leave()
    await settle()
    expect([second.leads(), third.leads()]).toEqual([true, false])
    second.connections.find(URL_A).answer()
    second.write('有', '山有')
    await settle()
    // Told that a stream is open, each of them looks at the snapshot for what was missed.
    expect(third.events.at(-1)).toBe('open')
    expect([second.texts.at(-1), third.texts.at(-1)]).toEqual(['山有', '山有'])
  })

  it('take the place of a leader that is frozen, within two seconds and only one of them', async () => {
    const [first, ...others] = await openThree()
    first.tab.freeze()
    await settle(2_000)
    expect(others.filter(({ leads }) => leads())).toHaveLength(1)
    await settle(10_000)
    expect(others.filter(({ leads }) => leads())).toHaveLength(1)
  })

  it('are followed by a leader that comes back from being frozen', async () => {
    const [first, ...others] = await openThree()
    first.tab.freeze()
    await settle(2_000)
    first.tab.thaw()
    await settle()
    expect(first.leads()).toBe(false)
    const leader = others.find(({ leads }) => leads())
    leader?.connections.find(URL_A).answer()
    leader?.write('山', '山')
    await settle()
    expect(first.texts.at(-1)).toBe('山')
    // And it is in the queue again.
    for (const { tab } of others) tab.leave()
    await settle()
    expect(first.leads()).toBe(true)
  })

  it('leave a leader alone that answers, however long it has nothing to say', async () => {
    const tabs = await openThree()
    await settle(60_000)
    expect(tabs.map(({ leads }) => leads())).toEqual([true, false, false])
  })

  it('find a leader that was there before them', async () => {
    const tabs = await openThree()
    tabs[0].write('山', '山')
    await settle()
    const late = openTab()
    await settle()
    expect(late.leads()).toBe(false)
    expect(late.texts).toEqual(['山'])
  })

  it('do not wait for a leader that was frozen before they came', async () => {
    const first = openTab()
    await settle()
    first.tab.freeze()
    const late = openTab()
    await settle(2_000)
    expect(late.leads()).toBe(true)
  })
})
