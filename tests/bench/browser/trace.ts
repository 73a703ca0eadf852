import type { CDPSession } from '@playwright/test'

/** A complete event of a trace. Times are microseconds. */
export interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  /** Processor time of its thread. */
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

const CATEGORIES = ['toplevel', 'devtools.timeline']

/** Trace all processes of the browser while `work` runs. */
export async function traceWhile(
  browser: CDPSession,
  work: () => Promise<void>,
): Promise<readonly TraceEvent[]> {
  const events: TraceEvent[] = []
  const collect = ({ value }: { value: object[] }) => events.push(...(value as TraceEvent[]))
  browser.on('Tracing.dataCollected', collect)
  await browser.send('Tracing.start', {
    traceConfig: { includedCategories: CATEGORIES },
    transferMode: 'ReportEvents',
  })
  await work()
  const complete = new Promise((resolve) => browser.once('Tracing.tracingComplete', resolve))
  await browser.send('Tracing.end')
  await complete
  browser.off('Tracing.dataCollected', collect)
  return events
}

/** The events of the page's main thread: the busiest of all renderers. Outer events come before inner ones. */
export function mainThreadEvents(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const threads = events
    .filter(({ ph, name, args }) => ph === 'M' && name === 'thread_name' && args?.name === 'CrRendererMain')
    .map(({ pid, tid }) =>
      events.filter((event) => event.ph === 'X' && event.pid === pid && event.tid === tid),
    )
  const busiest = threads.sort((a, b) => busy(b) - busy(a))[0]
  if (!busiest) throw new Error('The trace has no page')
  return busiest.sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
}

function busy(events: readonly TraceEvent[]): number {
  return tasks(events).reduce((sum, { dur = 0 }) => sum + dur, 0)
}

/** The tasks of a thread. */
export function tasks(events: readonly TraceEvent[]): readonly TraceEvent[] {
  return events.filter(({ name }) => name === 'ThreadControllerImpl::RunTask' || name === 'RunTask')
}

/** Self time of the events by name, in milliseconds. Takes the result of `mainThreadEvents`. */
export function selfTimes(events: readonly TraceEvent[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>()
  const add = (name: string, us: number) => times.set(name, (times.get(name) ?? 0) + us / 1000)
  const open: { name: string; end: number }[] = []
  for (const { name, ts, dur = 0 } of events) {
    while ((open.at(-1)?.end ?? Infinity) <= ts) open.pop()
    const outer = open.at(-1)
    if (outer) add(outer.name, -dur)
    add(name, dur)
    open.push({ name, end: ts + dur })
  }
  return times
}
