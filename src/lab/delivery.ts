import { createBurstDetector } from './rules/bursts'
import type { LabEntry, StreamEntry } from './entries'
import { isRow } from './rows'
import type { Delivery } from './rules/report'

/** Seconds that the chart shows. */
const MAX_SECONDS = 120
/** The span of `perSecondNow`, in seconds. */
const NOW_SECONDS = 10
/** So many of the newest messages make the latency. */
const MAX_SAMPLES = 4_096

interface Second {
  readonly at: number
  entries: number
  bytes: number
  longestGapMs: number
}

/** Measures how a stream arrives. */
export interface DeliveryMeter {
  readonly add: (entry: LabEntry) => void
  /** @param now milliseconds since the epoch */
  readonly read: (now: number) => Delivery
}

/** The time from the server's `timestamp` to the arrival, of the newest messages. */
function createLatency() {
  const samples: number[] = []
  let next = 0
  /** Clocks differ: the fastest message counts as taking no time. */
  let least = Infinity
  return {
    add(sample: number) {
      samples[next] = sample
      next = (next + 1) % MAX_SAMPLES
      least = Math.min(least, sample)
    },
    read(): Delivery['latency'] {
      if (samples.length === 0) return null
      const sorted = samples.map((sample) => sample - least).sort((a, b) => a - b)
      const at = (share: number) =>
        sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
      return { median: at(0.5), p95: at(0.95), max: at(1) }
    },
  }
}

/** The seconds of the chart, the quiet ones included. */
function createSeconds() {
  let seconds: Second[] = []
  const secondOf = (time: number) => Math.floor(time / 1000) * 1000
  const empty = (at: number): Second => ({ at, entries: 0, bytes: 0, longestGapMs: 0 })

  /** Add empty seconds up to this one. */
  function fillTo(at: number): Second {
    const last = seconds.at(-1)
    if (last?.at === at) return last
    const from = last === undefined ? at : Math.max(last.at + 1000, at - (MAX_SECONDS - 1) * 1000)
    for (let second = from; second <= at; second += 1000) seconds.push(empty(second))
    if (seconds.length > MAX_SECONDS) seconds = seconds.slice(-MAX_SECONDS)
    // A clock that was set back counts to the newest second.
    return seconds.find((second) => second.at === at) ?? seconds.at(-1) ?? empty(at)
  }
  return {
    add(at: number, bytes: number, gapMs: number) {
      const second = fillTo(secondOf(at))
      second.entries += 1
      second.bytes += bytes
      second.longestGapMs = Math.max(second.longestGapMs, gapMs)
    },
    read(now: number): readonly Readonly<Second>[] {
      if (seconds.length > 0) fillTo(secondOf(now))
      return seconds.map((second) => ({ ...second }))
    },
  }
}

/** A meter that has measured nothing yet; what it keeps does not grow with the stream. */
export function createDeliveryMeter(): DeliveryMeter {
  const bursts = createBurstDetector()
  const latency = createLatency()
  const seconds = createSeconds()
  let firstAt: number | null = null
  let lastByteAt: number | null = null
  let bytes = 0
  let entries = 0
  let reconnects = 0
  let isLost = false
  let hasOpened = false

  function addRow(entry: StreamEntry) {
    const at = entry.receivedAt
    seconds.add(at, entry.bytes.length, lastByteAt === null ? 0 : Math.max(0, at - lastByteAt))
    firstAt ??= at
    lastByteAt = at
    bytes += entry.bytes.length
    entries += 1
    if (entry.kind !== 'frame' || entry.parsed.kind !== 'message') return
    const { sentAt } = entry.parsed.message
    if (sentAt !== null) latency.add(at - sentAt)
  }

  return {
    add(entry) {
      bursts.add(entry)
      if (isRow(entry)) addRow(entry)
      else if (entry.kind === 'connection') {
        const { status } = entry.state
        if (status === 'open') {
          if (isLost) reconnects += 1
          hasOpened = true
          isLost = false
        } else if (status === 'waiting') isLost ||= hasOpened
      }
    },
    read(now) {
      const chart = seconds.read(now)
      const recent = chart.filter(({ at }) => at > now - NOW_SECONDS * 1000)
      const seen = firstAt === null ? 1 : Math.max(1, (now - firstAt) / 1000)
      return {
        firstAt,
        lastByteAt,
        bytes,
        perSecond: entries / seen,
        perSecondNow: recent.reduce((sum, { entries }) => sum + entries, 0) / Math.min(NOW_SECONDS, seen),
        latency: latency.read(),
        reconnects,
        seconds: chart,
        bursts: bursts.all(),
      }
    },
  }
}
