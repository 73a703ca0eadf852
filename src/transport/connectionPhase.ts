import type { Attempt } from './attempt'
import type { ConnectionState } from './connectionState'
import type { TimerHandle } from './timers'

/** A run of attempts in a row with the same result. It decides how long the next wait is. */
export interface Streak {
  /** `briefStreams`: streams that ended in good order soon after they opened. */
  readonly of: 'failures' | 'briefStreams'
  readonly length: number
}

/** The streak of a connection that just began, or whose last stream was stable. */
export const NO_STREAK: Streak = { of: 'failures', length: 0 }

/** The streak after one more result. The other result ends it. */
export function extended(streak: Streak, of: Streak['of']): Streak {
  return { of, length: streak.of === of ? streak.length + 1 : 1 }
}

/** What a connection keeps from `open()` until it is closed. */
export interface Course {
  /** When the last attempt started. */
  readonly startedAt: number
  readonly streak: Streak
  /** The server answered 401, and the connection asked for new access. No other answer has arrived since. */
  readonly hasAskedForAccess: boolean
  readonly stopWaking: () => void
}

/** Those states of a connection that have one of the statuses `S`. */
export type StateWith<S extends ConnectionState['status']> = Extract<ConnectionState, { status: S }>

/** The states in which an attempt may start. */
export type ActiveState = StateWith<'connecting' | 'open' | 'waiting'>

/**
 * The present activity of a connection, with the handles that exist meanwhile. `reported` is the state that its
 * owner sees. It changes less often than the phase, because quiet reconnections are not reported.
 */
export type Phase =
  | { readonly name: 'inactive'; readonly reported: StateWith<'idle' | 'closed'> }
  /** A request is on its way. */
  | {
      readonly name: 'connecting'
      readonly course: Course
      readonly attempt: Attempt
      readonly reported: StateWith<'connecting' | 'waiting'>
    }
  /**
   * A request is on its way after a stream that ended in good order. When `timer` fires, the state is no longer `open`.
   */
  | {
      readonly name: 'reopening'
      readonly course: Course
      readonly attempt: Attempt
      readonly timer: TimerHandle
      readonly reported: StateWith<'open'>
    }
  | {
      readonly name: 'streaming'
      readonly course: Course
      readonly attempt: Attempt
      readonly openedAt: number
      readonly reported: StateWith<'open'>
    }
  /** Between two attempts: `timer` starts the next one at `dueAt`. */
  | {
      readonly name: 'pausing'
      readonly course: Course
      readonly timer: TimerHandle
      readonly dueAt: number
      /** The server asked to wait until this time, so no wake signal starts the attempt earlier. */
      readonly notBefore: number
      readonly reported: ActiveState
    }
  /** New access was asked for; `timer` ends the wait for it. */
  | {
      readonly name: 'renewingAccess'
      readonly course: Course
      readonly timer: TimerHandle
      readonly reported: ActiveState
    }
