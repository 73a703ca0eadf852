import { shallowRef, type ShallowRef } from 'vue'
import { createExpectationChecker, type ExpectationChecker } from '@/lab/expectations/expectationChecker'
import type { Expectation, ExpectationFault, ExpectationResult } from '@/lab/expectations/expectation'
import { parseExpectations } from '@/lab/expectations/parseExpectations'
import { createDeliveryMeter, type Delivery, type DeliveryMeter } from '@/lab/delivery'
import type { LabEntry, NewEntry, StreamScope } from '@/lab/entries'
import { createJudge, type Judge } from '@/lab/rules/judge'
import { createLog, type LabLog } from '@/lab/recording/log'
import type { Report } from '@/lab/rules/report'
import { isRow } from '@/lab/rows'
import { steadyNow } from '@/platform/steadyClock'
import { createFrameLoop } from '../shared/frameLoop'
import { createLabRows, type LabRows } from './labRows'
import { createSeenNames, type SeenNames } from './seenNames'

/** Shortest time between two reports, in milliseconds. */
const REPORT_INTERVAL_MS = 150
const ALL_STAGES: StreamScope = { stage: null }

/** The state of all expectations. */
export interface ExpectationState {
  readonly faults: readonly ExpectationFault[]
  readonly results: readonly ExpectationResult[]
}

/** A growing recording and everything derived from it. */
export interface LabRecorder {
  readonly log: LabLog
  readonly rows: LabRows
  readonly report: Readonly<ShallowRef<Report>>
  readonly delivery: Readonly<ShallowRef<Delivery>>
  readonly expectations: Readonly<ShallowRef<ExpectationState>>
  /** The message types and stages that have appeared, for the filters. */
  readonly seen: Readonly<ShallowRef<SeenNames>>
  /** What the log has dropped to make room. */
  readonly dropped: Readonly<ShallowRef<{ readonly entries: number; readonly bytes: number }>>
  /** Start a new recording. */
  readonly begin: (scope: StreamScope) => void
  readonly add: (entry: NewEntry) => void
  /** Process all waiting entries now. */
  readonly flush: () => void
  /** Set the expectations, one per line. */
  readonly expect: (source: string) => void
  /** Set whether the stream is over. Its end decides all open expectations. */
  readonly setOver: (isOver: boolean) => void
  /** Update report and delivery, which also depend on the time. */
  readonly refresh: () => void
}

/** Create an empty recorder. It processes entries in small steps, so that a flood of them does not block the page. */
export function createLabRecorder(): LabRecorder {
  const log = createLog()
  let judge: Judge = createJudge(ALL_STAGES)
  let meter: DeliveryMeter = createDeliveryMeter()
  let checker: ExpectationChecker = createExpectationChecker([])
  let parsed: readonly Expectation[] = []
  let faults: readonly ExpectationFault[] = []
  let waiting: NewEntry[] = []
  /** How many of the waiting entries have been processed. */
  let taken = 0
  /** Index of the next entry for the expectations. They start again at the oldest entry when they are edited. */
  let checked = 0
  let isOver = true
  let lastReportAt = -Infinity
  let reportTimer: ReturnType<typeof setTimeout> | null = null

  const report = shallowRef(judge.report())
  const delivery = shallowRef(meter.read(steadyNow()))
  const expectations = shallowRef<ExpectationState>({ faults, results: [] })
  const names = createSeenNames()
  const dropped = shallowRef(log.dropped())
  const loop = createFrameLoop(work)
  const rows = createLabRows(log, loop.wake)

  function process(entry: LabEntry) {
    if (isRow(entry)) names.add(entry)
    judge.add(entry)
    meter.add(entry)
  }

  function processWaiting(isSpent: () => boolean) {
    while (taken < waiting.length && !isSpent()) {
      const next = waiting[taken]
      taken += 1
      if (next !== undefined) process(log.add(next))
    }
    if (taken === waiting.length) {
      waiting = []
      taken = 0
    }
  }

  function checkExpectations(isSpent: () => boolean) {
    checked = Math.max(checked, log.dropped().entries)
    while (checked < log.next() && !isSpent()) {
      const entry = log.at(checked)
      if (entry !== null) checker.add(entry)
      checked += 1
    }
  }

  function work(isSpent: () => boolean): boolean {
    processWaiting(isSpent)
    checkExpectations(isSpent)
    const isBehind = rows.work(isSpent)
    scheduleRefresh()
    return waiting.length > 0 || checked < log.next() || isBehind
  }

  /** Refresh now, or as soon as `REPORT_INTERVAL_MS` has passed. */
  function scheduleRefresh() {
    const wait = lastReportAt + REPORT_INTERVAL_MS - performance.now()
    if (wait <= 0) refresh()
    else reportTimer ??= setTimeout(refresh, wait)
  }

  function refresh() {
    if (reportTimer !== null) clearTimeout(reportTimer)
    reportTimer = null
    lastReportAt = performance.now()
    report.value = judge.report()
    // A stream that is over is measured at its last entry, whatever the clock says now.
    const now = isOver ? (log.at(log.next() - 1)?.receivedAt ?? steadyNow()) : steadyNow()
    delivery.value = meter.read(now)
    dropped.value = log.dropped()
    const moment = { report: report.value, isOver: isOver && log.next() > 0, now }
    expectations.value = { faults, results: checker.read(moment) }
  }

  return {
    log,
    rows,
    report,
    delivery,
    expectations,
    seen: names.seen,
    dropped,
    begin(scope) {
      waiting = []
      taken = 0
      checked = 0
      log.clear()
      names.clear()
      judge = createJudge(scope)
      meter = createDeliveryMeter()
      checker = createExpectationChecker(parsed)
      rows.clear()
      refresh()
    },
    add(entry) {
      waiting.push(entry)
      loop.wake()
    },
    flush() {
      while (work(() => false)) continue
    },
    expect(source) {
      const read = parseExpectations(source)
      parsed = read.expectations
      faults = source.trim() === '' ? [] : read.faults
      checker = createExpectationChecker(parsed)
      checked = 0
      loop.wake()
    },
    setOver(next) {
      isOver = next
      loop.wake()
    },
    refresh,
  }
}
