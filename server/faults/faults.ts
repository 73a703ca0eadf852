import { setTimeout as wait } from 'node:timers/promises'
import type { Stage } from '../../src/protocol/stages'
import { createFaultyStream, type StreamSink } from './faultyStream'
import type { Fault, FaultName, FaultTarget } from './kinds'

/** Stands for a project where a fault is about the streams of background tasks. */
export const TASKS_CHANNEL = 'tasks'

/** What a fault can be about. */
interface FaultPlace {
  projectId?: string
  stage?: Stage
  target?: FaultTarget
  jobType?: string
}

/** The active faults. */
export interface Faults {
  add(fault: Fault): void
  clear(): void
  /** Use a matching fault once, and return it; null where none matches. */
  take(name: FaultName, where?: FaultPlace): Fault | null
  /** Wait as long as a fault says. */
  wait(fault: Fault, signal: AbortSignal): Promise<void>
  /** Wait as long as an active fault of this name says; without one, do not wait. */
  delay(
    name: 'slow' | 'slow_snapshot',
    where: { projectId: string; stage?: Stage },
    signal?: AbortSignal,
  ): Promise<void>
  /** Apply the faults to a stream until it is ended or cut. */
  openStream(projectId: string, ends: StreamSink): StreamSink
}

/** Whether a fault is about a project. One for all projects leaves the streams of background tasks alone. */
function isAbout({ projectId: about }: Fault, projectId: string | undefined): boolean {
  return about === projectId || (about === null && projectId !== TASKS_CHANNEL)
}

/** Create an empty set of faults. */
export function createFaults(): Faults {
  let active: Fault[] = []
  const open = new Map<StreamSink, string>()
  const faults: Faults = {
    add(fault) {
      if (fault.fault !== 'drop') active.push(fault)
      else for (const [ends, projectId] of [...open]) if (isAbout(fault, projectId)) ends.cut()
    },
    clear() {
      active = []
    },
    take(name, where = {}) {
      const found = active.find(
        (fault) =>
          fault.fault === name &&
          isAbout(fault, where.projectId) &&
          (fault.stage === null || fault.stage === where.stage) &&
          (where.target === undefined || fault.target === where.target) &&
          (where.jobType === undefined || fault.jobType === null || fault.jobType === where.jobType),
      )
      if (!found) return null
      found.times -= 1
      if (found.times <= 0) active = active.filter((fault) => fault !== found)
      return found
    },
    async wait(fault, signal) {
      await wait(fault.ms, undefined, { signal })
    },
    async delay(name, where, signal) {
      const fault = faults.take(name, where)
      if (fault) await wait(fault.ms, undefined, { ...(signal && { signal }) })
    },
    openStream(projectId, ends) {
      const faulty = createFaultyStream(
        ends,
        (name) => faults.take(name, { projectId }),
        () => open.delete(faulty),
      )
      open.set(faulty, projectId)
      return faulty
    },
  }
  return faults
}
