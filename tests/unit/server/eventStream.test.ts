import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openEventStream } from '../../../server/streams/eventStream'
import { createHub } from '../../../server/streams/hub'
import type { Stage } from '../../../src/protocol/stages'

/** The part of a response that a stream uses. `writableLength` is what a slow reader has not read yet. */
class FakeResponse extends EventEmitter {
  written = ''
  writableLength = 0
  writableEnded = false
  destroyed = false
  writeHead(): void {}
  flushHeaders(): void {}
  write(bytes: Uint8Array): void {
    this.written += Buffer.from(bytes).toString()
  }
  end(): void {
    this.writableEnded = true
  }
  destroy(): void {
    if (this.destroyed) return
    this.destroyed = true
    this.emit('close')
  }
}

function open(stage: Stage | null = null) {
  const hub = createHub()
  const response = new FakeResponse()
  const request = { projectId: 'p', stage, lastEventId: null, language: 'en' as const }
  openEventStream(hub, request, response as unknown as ServerResponse, null)
  return { hub, response }
}

const heartbeats = (response: FakeResponse) => response.written.split(': heartbeat\n\n').length - 1

describe('a stream over time', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('sends a heartbeat comment every 15 seconds', () => {
    const { response } = open()
    vi.advanceTimersByTime(60_000)
    expect(heartbeats(response)).toBe(4)
  })

  it.each([
    ['all stages', null, 30],
    ['one stage', 'rewrite', 10],
  ] as const)('of %s ends after the permitted minutes without a message', (_, stage, minutes) => {
    const { hub, response } = open(stage)
    vi.advanceTimersByTime((minutes - 1) * 60_000)
    hub.publish('p', { type: 'stage_update', stage: 'rewrite', status: 'processing' })
    vi.advanceTimersByTime((minutes - 1) * 60_000)
    expect(response.writableEnded).toBe(false)
    vi.advanceTimersByTime(60_000)
    expect(response.writableEnded).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('disconnects a reader that is 8 MB behind, and writes nothing to it afterwards', () => {
    const { hub, response } = open()
    response.writableLength = 9 * 1024 * 1024
    hub.publish('p', { type: 'stage_update', stage: 'rewrite', status: 'processing' })
    expect(response.destroyed).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
    const { length } = response.written
    hub.publish('p', { type: 'stage_update', stage: 'rewrite', status: 'completed' })
    expect(response.written).toHaveLength(length)
  })
})

describe('the remembered frames of a project', () => {
  const ids = (hub: ReturnType<typeof createHub>, after: string) => {
    const seen: string[] = []
    hub.subscribe('p', after, { onFrame: (frame) => seen.push(frame.id), onClosed: () => undefined })()
    return seen
  }
  const firstId = (hub: ReturnType<typeof createHub>, publish: () => void) => {
    let id = ''
    const stop = hub.subscribe('p', null, {
      onFrame: (frame) => (id ||= frame.id),
      onClosed: () => undefined,
    })
    publish()
    stop()
    return id
  }

  it('are limited in number and in bytes; the oldest are dropped first', () => {
    for (const [content, frames] of [
      ['x', 3000],
      ['x'.repeat(100_000), 40],
    ] as const) {
      const hub = createHub()
      const token = () => hub.publish('p', { type: 'token', stage: 'rewrite', content, full_text: content })
      const first = firstId(hub, token)
      for (let n = 1; n < frames; n += 1) token()
      const last = String(Number(first) + frames - 1)
      expect(ids(hub, first)).toEqual([])
      expect(ids(hub, String(Number(last) - 5))).toHaveLength(5)
    }
  })
})
