import { hasEnded, isActive, taskKey, type Doubt, type Task, type Tasks } from './state'

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
    sceneId: known.sceneId ?? report.sceneId,
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

/** No task that goes on shows 100 percent. */
const MOST_PERCENT = 99

/** How far a task is after a report. It never goes back while the task goes on, and is not at its end before it has ended. */
function progressAfter(known: Task | undefined, report: Task): number | null {
  if (!isActive(report)) return report.progress
  const before = known && isActive(known) ? known.progress : null
  // A report without progress does not say that there is none.
  if (report.progress === null) return before
  return Math.min(MOST_PERCENT, Math.max(before ?? 0, report.progress))
}

/** What is known after a report. What the report does not say stays as it was. */
function merged(known: Task, report: Task): Task {
  return {
    ...report,
    type: report.type ?? known.type,
    projectId: report.projectId ?? known.projectId,
    sceneId: report.sceneId ?? known.sceneId,
    progress: progressAfter(known, report),
    result: report.result ?? known.result,
    version: report.version ?? known.version,
    createdAt: report.createdAt ?? known.createdAt,
    startedAt: report.startedAt ?? known.startedAt,
    updatedAt: report.updatedAt ?? known.updatedAt,
  }
}

function applyOne(known: Task | undefined, report: Task): Task {
  if (!known) return { ...report, progress: progressAfter(known, report) }
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

/** Mark a task as unknown. An ended task stays as it is. */
export function doubtTask(tasks: Tasks, key: string, doubt: Doubt): Tasks {
  const known = tasks.get(key)
  if (!known || hasEnded(known) || known.doubt === doubt) return tasks
  const nothing = { progress: null, endsAt: null, step: null, message: null }
  return new Map(tasks).set(key, { ...known, ...nothing, status: 'unknown', doubt })
}

/** Take up a task again that was given up, because a person asks for it. */
export function resumeTask(tasks: Tasks, key: string): Tasks {
  const known = tasks.get(key)
  if (!known || known.status !== 'unknown') return tasks
  return new Map(tasks).set(key, { ...known, status: 'pending', doubt: null })
}
