import type { Job, JobStatus } from '@/protocol/jobs'
import { bareTask, type Task, type TaskStatus } from './state'

const STATUSES: Readonly<Record<JobStatus, TaskStatus>> = {
  pending: 'pending',
  processing: 'running',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  unknown: 'unknown',
}

/** The report that a job makes. `seenAt`: by the steady clock of the page. */
export function reportOfJob(job: Job, seenAt: number): Task {
  const { currentStep, totalSteps, resultData, status, ...facts } = job
  const step =
    currentStep === null || totalSteps === null
      ? null
      : { current: Math.min(currentStep, totalSteps), total: totalSteps }
  return bareTask({ ...facts, kind: 'job', status: STATUSES[status], step, result: resultData, seenAt })
}
