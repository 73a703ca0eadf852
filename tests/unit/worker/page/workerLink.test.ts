import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openWorkerLink } from '@/worker/page/workerLink'

let started: { port: { onmessage: unknown; close: () => void; postMessage: () => void }; onerror: unknown }[]

beforeEach(() => {
  started = []
  vi.stubGlobal('SharedWorker', function SharedWorker() {
    const worker = {
      port: { onmessage: null, close: () => undefined, postMessage: () => undefined },
      onerror: null,
    }
    started.push(worker)
    return worker
  })
})
afterEach(() => vi.unstubAllGlobals())

function openLink() {
  const handlers = { onUp: vi.fn(), onMessage: vi.fn(), onMissing: vi.fn(), onFailed: vi.fn() }
  return { handlers, link: openWorkerLink(handlers) }
}

describe('a link to a shared worker', () => {
  it('is given up when the worker answers neither the first time nor the second', () => {
    const { handlers, link } = openLink()
    expect(handlers.onUp).toHaveBeenCalledTimes(1)
    link.care?.revive()
    expect(handlers.onUp).toHaveBeenCalledTimes(2)
    expect(handlers.onFailed).not.toHaveBeenCalled()
    link.care?.revive()
    expect(handlers.onFailed).toHaveBeenCalledOnce()
    expect(started).toHaveLength(2)
  })

  it('is given up at once when the code of the worker cannot be loaded', () => {
    const { handlers } = openLink()
    const onerror = started[0]?.onerror as () => void
    onerror()
    expect(handlers.onFailed).toHaveBeenCalledOnce()
  })

  it('takes a new port when the page returns from the back/forward cache', () => {
    const { handlers, link } = openLink()
    link.renew()
    expect(started).toHaveLength(2)
    expect(handlers.onUp).toHaveBeenCalledTimes(2)
    expect(handlers.onFailed).not.toHaveBeenCalled()
  })
})
