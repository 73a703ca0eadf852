import { hasEnded, isActive, taskKey, type Task, type Tasks } from './state'

/** Whether a report is older than what is known. Versions decide; without them the server's times do. */
function isOlder(known: Task, report: Task): boolean {
  if (known.version !== null && report.version !== null) return report.version < known.version
  if (known.updatedAt !== null && report.updatedAt !== null && report.updatedAt !== known.updatedAt)
    return report.updatedAt < known.updatedAt
  // Nothing tells which is newer: an end is final.
  return hasEnded(known) && !hasEnded(report)
}

/** Whether a report of the same version repeats what is known. */
function isRepeated(known: Task, report: Task): boolean {
  return known.version !== null && report.version === known.version && known.status !== 'unknown'
}

/** What is known after a repeated report: it only fills in what other sources of the same version did not say. */
function completed(known: Task, report: Task): Task {
  return {
    ...known,
    projectId: known.projectId ?? report.projectId,
    step: known.step ?? report.step,
    result: report.result ?? known.result,
    createdAt: known.createdAt ?? report.createdAt,
  }
}

function sameStep(a: Task['step'], b: Task['step']): boolean {
  return a?.current === b?.current && a?.total === b?.total
}

function isSame(a: Task, b: Task): boolean {
  const other: Readonly<Record<string, unknown>> = { ...b, step: a.step, seenAt: a.seenAt }
  return sameStep(a.step, b.step) && Object.entries(a).every(([name, value]) => other[name] === value)
}

/** What is known after a report. What the report does not say stays as it was. */
function merged(known: Task, report: Task): Task {
  const goesOn = isActive(known) && isActive(report)
  return {
    ...report,
    type: report.type ?? known.type,
    projectId: report.projectId ?? known.projectId,
    // A report without progress does not say that there is none.
    progress: report.progress ?? (goesOn ? known.progress : null),
    result: report.result ?? known.result,
    createdAt: report.createdAt ?? known.createdAt,
    startedAt: report.startedAt ?? known.startedAt,
    updatedAt: report.updatedAt ?? known.updatedAt,
  }
}

function applyOne(known: Task | undefined, report: Task): Task {
  if (!known) return report
  if (isOlder(known, report)) return known
  const next = isRepeated(known, report) ? completed(known, report) : merged(known, report)
  return isSame(known, next) ? known : next
}

/**
 * Fold reports about tasks into what is known. An older report, and one that would reopen an ended task without being newer,
 * change nothing. A repeated one only fills in what was not said before. @returns the same object if nothing changes
 */
export function applyReports(tasks: Tasks, reports: readonly Task[]): Tasks {
  let next: Map<string, Task> | null = null
  for (const report of reports) {
    const key = taskKey(report)
    const known = (next ?? tasks).get(key)
    const task = applyOne(known, report)
    if (task === known) continue
    next ??= new Map(tasks)
    next.set(key, task)
  }
  return next ?? tasks
}

/** Mark a task as unknown: the server knows it no longer. An ended task stays as it is. */
export function forgetTask(tasks: Tasks, key: string): Tasks {
  const known = tasks.get(key)
  if (!known || !isActive(known)) return tasks
  return new Map(tasks).set(key, { ...known, status: 'unknown', progress: null, step: null, message: null })
}
