import type { ConnectionState } from '@/transport/connectionState'
import { createBurstDetector, type Burst } from './rules/bursts'
import type { LabEntry, StreamEntry } from './entries'
import { isRow } from './rows'

/** How a stream arrives. Times in milliseconds. */
export interface Delivery {
  readonly firstAt: number | null
  readonly lastByteAt: number | null
  readonly bytes: number
  /** Average number of entries per second over the whole time. */
  readonly perSecond: number
  /** Average number of entries per second over the last ten seconds. */
  readonly perSecondNow: number
  /**
   * Time from the server's `timestamp` to arrival; null if no message has a timestamp. Clocks may differ, so the
   * fastest message counts as 0.
   */
  readonly latency: { readonly median: number; readonly p95: number; readonly max: number } | null
  readonly reconnects: number
  /** One bar of the chart per second, the newest last; at most 120. */
  readonly seconds: readonly DeliverySecond[]
  readonly bursts: readonly Burst[]
}

/** What arrived within one second. */
export interface DeliverySecond {
  readonly at: number
  readonly entries: number
  readonly bytes: number
  /** The longest gap that ended in this second. */
  readonly longestGapMs: number
}

/** Seconds that the chart shows. */
const MAX_SECONDS = 120
/** Time span of `perSecondNow`, in seconds. */
const NOW_SECONDS = 10
/** Number of the newest messages that the latency is computed from. */
const MAX_SAMPLES = 4_096

/** Measures how a stream arrives. */
export interface DeliveryMeter {
  readonly add: (entry: LabEntry) => void
  /** @param now milliseconds since the epoch */
  readonly read: (now: number) => Delivery
}

/** Collects the time from the server's `timestamp` to arrival for the newest messages. */
function createLatency() {
  const samples: number[] = []
  let next = 0
  /** The clocks differ by an unknown offset, so the fastest message counts as 0. */
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
      const quantile = (share: number) =>
        sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
      return { median: quantile(0.5), p95: quantile(0.95), max: quantile(1) }
    },
  }
}

/** Collects the bars of the chart, including empty seconds. */
function createSeconds() {
  let seconds: { -readonly [K in keyof DeliverySecond]: DeliverySecond[K] }[] = []
  const secondOf = (time: number) => Math.floor(time / 1000) * 1000
  const empty = (at: number) => ({ at, entries: 0, bytes: 0, longestGapMs: 0 })

  /** Add empty seconds up to this one. */
  function fillTo(at: number) {
    const last = seconds.at(-1)
    if (last?.at === at) return last
    const from = last === undefined ? at : Math.max(last.at + 1000, at - (MAX_SECONDS - 1) * 1000)
    for (let second = from; second <= at; second += 1000) seconds.push(empty(second))
    if (seconds.length > MAX_SECONDS) seconds = seconds.slice(-MAX_SECONDS)
    // After the clock was set back, entries count towards the newest second.
    return seconds.find((second) => second.at === at) ?? seconds.at(-1) ?? empty(at)
  }
  return {
    add(at: number, bytes: number, gapMs: number) {
      const second = fillTo(secondOf(at))
      second.entries += 1
      second.bytes += bytes
      second.longestGapMs = Math.max(second.longestGapMs, gapMs)
    },
    read(now: number): readonly DeliverySecond[] {
      if (seconds.length > 0) fillTo(secondOf(now))
      return seconds.map((second) => ({ ...second }))
    },
  }
}

/** Counts how often a connection was lost and opened again. */
function createReconnectCounter() {
  let count = 0
  let isLost = false
  let hasOpened = false
  return {
    add(status: ConnectionState['status']) {
      if (status === 'waiting') isLost ||= hasOpened
      if (status !== 'open') return
      if (isLost) count += 1
      hasOpened = true
      isLost = false
    },
    count: () => count,
  }
}

/** Create an empty meter. Its memory does not grow with the stream. */
export function createDeliveryMeter(): DeliveryMeter {
  const bursts = createBurstDetector()
  const latency = createLatency()
  const seconds = createSeconds()
  const reconnects = createReconnectCounter()
  let firstAt: number | null = null
  let lastByteAt: number | null = null
  let bytes = 0
  let entries = 0

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
      else if (entry.kind === 'connection') reconnects.add(entry.state.status)
    },
    read(now) {
      const chart = seconds.read(now)
      const recent = chart.filter(({ at }) => at > now - NOW_SECONDS * 1000)
      const elapsed = firstAt === null ? 1 : Math.max(1, (now - firstAt) / 1000)
      return {
        firstAt,
        lastByteAt,
        bytes,
        perSecond: entries / elapsed,
        perSecondNow: recent.reduce((sum, { entries }) => sum + entries, 0) / Math.min(NOW_SECONDS, elapsed),
        latency: latency.read(),
        reconnects: reconnects.count(),
        seconds: chart,
        bursts: bursts.all(),
      }
    },
  }
}
