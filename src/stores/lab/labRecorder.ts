import { shallowRef, type ShallowRef } from 'vue'
import { createExpectationChecker, type ExpectationChecker } from '@/lab/expectations/expectationChecker'
import {
  parseAssertions,
  type AssertionFault,
  type AssertionResult,
  type Expectation,
} from '@/lab/expectations/assertions'
import { createDeliveryMeter, type DeliveryMeter } from '@/lab/delivery'
import type { LabEntry, NewEntry, StreamScope } from '@/lab/entries'
import { createJudge, type Judge } from '@/lab/rules/judge'
import { createLog, type LabLog } from '@/lab/recording/log'
import type { Delivery, Report } from '@/lab/rules/report'
import { isRow, stageOf, typeOf } from '@/lab/rows'
import { createFrameLoop } from '../shared/frameLoop'
import { createLabRows, type LabRows } from './labRows'

/** Reports are made anew no more often than this, in milliseconds. */
const REPORT_INTERVAL_MS = 150
/** A server that makes up names fills no list. */
const MAX_NAMES = 60
const NOTHING_SEEN: SeenNames = { types: [], stages: [] }
const ALL_STAGES: StreamScope = { stage: null }

/** Expectations and how they stand. */
export interface AssertionState {
  readonly faults: readonly AssertionFault[]
  readonly results: readonly AssertionResult[]
}

/** Names that have come, in their order. */
export interface SeenNames {
  readonly types: readonly string[]
  readonly stages: readonly string[]
}

/** Everything that is known of a recording while it grows. */
export interface LabRecorder {
  readonly log: LabLog
  readonly rows: LabRows
  readonly report: Readonly<ShallowRef<Report>>
  readonly delivery: Readonly<ShallowRef<Delivery>>
  readonly assertions: Readonly<ShallowRef<AssertionState>>
  /** The message types and stages that have come, for whoever filters. */
  readonly seen: Readonly<ShallowRef<SeenNames>>
  /** What made room in the log. */
  readonly dropped: Readonly<ShallowRef<{ readonly entries: number; readonly bytes: number }>>
  /** Begin a new recording. */
  readonly begin: (scope: StreamScope) => void
  readonly add: (entry: NewEntry) => void
  /** Take in what waits, now. */
  readonly flush: () => void
  /** Expectations, one a line. */
  readonly expect: (source: string) => void
  /** Whether more may come: it decides what is still open. */
  readonly setOver: (isOver: boolean) => void
  /** Look at the clock: quiet counts, too. */
  readonly refresh: () => void
  readonly stop: () => void
}

/** Make an empty recorder. What comes is taken in piece by piece, so that a flood of it does not hold up the page. */
export function createLabRecorder(): LabRecorder {
  const log = createLog()
  let judge: Judge = createJudge(ALL_STAGES)
  let meter: DeliveryMeter = createDeliveryMeter()
  let checker: ExpectationChecker = createExpectationChecker([])
  let expectations: readonly Expectation[] = []
  let faults: readonly AssertionFault[] = []
  let waiting: NewEntry[] = []
  /** How many of those that wait have been taken in. */
  let taken = 0
  /** The first entry that the expectations have not seen. */
  let checked = 0
  let isOver = true
  let lastReportAt = -Infinity
  let reportTimer: ReturnType<typeof setTimeout> | null = null

  const report = shallowRef(judge.report())
  const delivery = shallowRef(meter.read(Date.now()))
  const assertions = shallowRef<AssertionState>({ faults, results: [] })
  const seen = shallowRef<SeenNames>(NOTHING_SEEN)
  const dropped = shallowRef(log.dropped())
  const loop = createFrameLoop(work)
  const rows = createLabRows(log, loop.wake)

  function noteName(list: keyof SeenNames, name: string | null) {
    const names = seen.value[list]
    if (name === null || names.includes(name) || names.length >= MAX_NAMES) return
    seen.value = { ...seen.value, [list]: [...names, name] }
  }

  function takeIn(entry: LabEntry) {
    if (isRow(entry)) {
      noteName('types', typeOf(entry))
      noteName('stages', stageOf(entry))
    }
    judge.add(entry)
    meter.add(entry)
  }

  function work(isSpent: () => boolean): boolean {
    while (taken < waiting.length && !isSpent()) {
      const next = waiting[taken]
      taken += 1
      if (next !== undefined) takeIn(log.add(next))
    }
    if (taken === waiting.length) {
      waiting = []
      taken = 0
    }
    checked = Math.max(checked, log.dropped().entries)
    while (checked < log.next() && !isSpent()) {
      const entry = log.at(checked)
      if (entry !== null) checker.add(entry)
      checked += 1
    }
    const isBehind = rows.work(isSpent)
    tell()
    return waiting.length > 0 || checked < log.next() || isBehind
  }

  /** Tell how things stand, at once or a little later. */
  function tell() {
    const wait = lastReportAt + REPORT_INTERVAL_MS - performance.now()
    if (wait <= 0) refresh()
    else reportTimer ??= setTimeout(refresh, wait)
  }

  function refresh() {
    if (reportTimer !== null) clearTimeout(reportTimer)
    reportTimer = null
    lastReportAt = performance.now()
    report.value = judge.report()
    // Of what is over the clock says nothing: it is read as it was at its last entry.
    const now = isOver ? (log.at(log.next() - 1)?.receivedAt ?? Date.now()) : Date.now()
    delivery.value = meter.read(now)
    dropped.value = log.dropped()
    const moment = { report: report.value, isOver: isOver && log.next() > 0, now }
    assertions.value = { faults, results: checker.read(moment) }
  }

  return {
    log,
    rows,
    report,
    delivery,
    assertions,
    seen,
    dropped,
    begin(scope) {
      waiting = []
      taken = 0
      checked = 0
      log.clear()
      seen.value = NOTHING_SEEN
      judge = createJudge(scope)
      meter = createDeliveryMeter()
      checker = createExpectationChecker(expectations)
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
      const read = parseAssertions(source)
      expectations = read.expectations
      faults = source.trim() === '' ? [] : read.faults
      checker = createExpectationChecker(expectations)
      checked = 0
      loop.wake()
    },
    setOver(next) {
      isOver = next
      loop.wake()
    },
    refresh,
    stop() {
      loop.stop()
      if (reportTimer !== null) clearTimeout(reportTimer)
    },
  }
}
