import type { RunStatus } from '@/stores/project/projectStore'
import type { RunRequest } from '@/stores/project/projectCommands'

/** What is done with a run as a whole. */
export interface RunAction {
  /** What its button is known by to tests and other tools. */
  readonly name: 'run' | 'resume' | 'pause' | 'cancel' | 'check'
  readonly request: RunRequest
  /** The key of its words. */
  readonly label:
    | 'project.run.start'
    | 'project.run.again'
    | 'project.run.resume'
    | 'project.run.pause'
    | 'project.run.leaveQueue'
    | 'project.run.check'
}

/** What each status of a run offers; a completed run offers nothing. */
export const RUN_ACTIONS = {
  draft: { name: 'run', request: 'run', label: 'project.run.start' },
  failed: { name: 'run', request: 'again', label: 'project.run.again' },
  paused: { name: 'resume', request: 'resume', label: 'project.run.resume' },
  processing: { name: 'pause', request: 'pause', label: 'project.run.pause' },
  queued: { name: 'cancel', request: 'cancel', label: 'project.run.leaveQueue' },
  unknown: { name: 'check', request: 'check', label: 'project.run.check' },
  completed: null,
} as const satisfies Record<RunStatus, RunAction | null>
