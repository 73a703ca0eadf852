import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHub, type Hub } from '@/worker/hub/hub'
import { createHubClient } from '@/worker/page/hubClient'
import { openLeaderLink, openTabLink } from '@/worker/hub/tabHub'
import { realTimers } from '@/transport/timers'
import { FakeBrowser, type FakeBrowserTab } from '../../support/fakeBrowser'
import { fakeConnections, settle } from '../fakes'

const URL_A = '/sse/projects/a/'
const NO_SESSION = { token: () => null, refresh: () => Promise.resolve(false), onChange: () => undefined }

let browser: FakeBrowser
let hubs: Hub[]
let closers: (() => void)[]

/** Open a tab that follows a project. Only the browser and the connections are fakes. */
function openTab() {
  const tab: FakeBrowserTab = browser.tab()
  const connections = fakeConnections()
  const texts: (string | null)[] = []
  const events: string[] = []
  let renew: () => void = () => undefined
  const client = createHubClient(NO_SESSION, (handlers) => {
    const link = openLeaderLink(handlers, {
      ...tab.parts,
      onDenied: () => events.push('denied'),
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
    })
    renew = link.renew
    return link
  })
  const stream = client.stream(
    { url: URL_A },
    {
      onParsed(parsed) {
        if (parsed.kind === 'message' && parsed.message.type === 'token') texts.push(parsed.message.fullText)
      },
      onComment: () => undefined,
      onOpen: () => events.push('open'),
      onState: ({ status }) => events.push(status),
      onCapped: () => undefined,
      onMissing: () => undefined,
    },
  )
  stream.open()
  closers.push(stream.close)
  return {
    tab,
    connections,
    texts,
    events,
    stream,
    /** Return from the back/forward cache. */
    renew: () => renew(),
    leads: () => connections.open().length > 0,
    write: (content: string, fullText: string) =>
      connections.find(URL_A).send({ type: 'token', stage: 'rewrite', content, full_text: fullText }),
  }
}

/** Open three tabs. The first one leads and has an open stream. */
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

describe('a browser that blocks the data of the site', () => {
  it('gives each tab a hub of its own, because it refuses locks', async () => {
    const request = () => Promise.reject(new DOMException('site data is blocked', 'SecurityError'))
    vi.stubGlobal('navigator', { locks: { request } })
    const onUp = vi.fn()
    const link = openTabLink({ onUp, onMessage: () => undefined, onMissing: () => undefined })
    await settle()
    expect(onUp).toHaveBeenCalledOnce()
    expect(link.care).toBeNull()
    vi.unstubAllGlobals()
  })

  it('gives each tab a hub of its own, because it refuses channels', () => {
    vi.stubGlobal('navigator', { locks: {} })
    vi.stubGlobal('BroadcastChannel', function refuse() {
      throw new DOMException('site data is blocked', 'SecurityError')
    })
    const onUp = vi.fn()
    openTabLink({ onUp, onMessage: () => undefined, onMissing: () => undefined })
    expect(onUp).toHaveBeenCalledOnce()
    vi.unstubAllGlobals()
  })
})

describe('tabs without a shared worker', () => {
  it('have one leader, whose stream all of them receive', async () => {
    const tabs = await openThree()
    expect(tabs.map(({ leads }) => leads())).toEqual([true, false, false])
    tabs[0].write('山', '山')
    tabs[0].write('有', '山有')
    await settle()
    expect(tabs.map(({ texts }) => texts.at(-1))).toEqual(['山有', '山有', '山有'])
    expect(tabs[2].events).toEqual(['connecting', 'open', 'open'])
  })

  it('get the next leader at once when the first is closed or crashes', async () => {
    const [first, second, third] = await openThree()
    first.write('山', '山')
    await settle()
    first.tab.leave()
    await settle()
    expect([second.leads(), third.leads()]).toEqual([true, false])
    second.connections.find(URL_A).answer()
    second.write('有', '山有')
    await settle()
    // After `open` each tab fetches the snapshot for what it missed.
    expect(third.events.at(-1)).toBe('open')
    expect([second.texts.at(-1), third.texts.at(-1)]).toEqual(['山有', '山有'])
  })

  it('replace a frozen leader within two seconds, and only one of them leads', async () => {
    const [first, ...others] = await openThree()
    first.tab.freeze()
    await settle(2_000)
    expect(others.filter(({ leads }) => leads())).toHaveLength(1)
    await settle(10_000)
    expect(others.filter(({ leads }) => leads())).toHaveLength(1)
  })

  it('let a former leader that was frozen follow the new one', async () => {
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
    // It waits for the lock again.
    for (const { tab } of others) tab.leave()
    await settle()
    expect(first.leads()).toBe(true)
  })

  it('do not follow a leader that returned from the back/forward cache without its lock', async () => {
    const [first, second, third] = await openThree()
    first.tab.freeze()
    browser.dropLocks(first.tab)
    await settle()
    expect(second.leads()).toBe(true)
    first.tab.thaw()
    first.renew()
    await settle()
    expect([first.leads(), second.leads(), third.leads()]).toEqual([false, true, false])
    second.connections.find(URL_A).answer()
    second.write('山', '山')
    await settle()
    expect([first.texts.at(-1), third.texts.at(-1)]).toEqual(['山', '山'])
  })

  it('keep a leader that answers, however long there are no messages', async () => {
    const tabs = await openThree()
    await settle(60_000)
    expect(tabs.map(({ leads }) => leads())).toEqual([true, false, false])
  })

  it('find a leader that was there first', async () => {
    const tabs = await openThree()
    tabs[0].write('山', '山')
    await settle()
    const late = openTab()
    await settle()
    expect(late.leads()).toBe(false)
    expect(late.texts).toEqual(['山'])
  })

  it('replace a leader that was frozen before they opened', async () => {
    const first = openTab()
    await settle()
    first.tab.freeze()
    const late = openTab()
    await settle(2_000)
    expect(late.leads()).toBe(true)
  })
})
