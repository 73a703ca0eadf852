import type { AspectRatio } from '@/protocol/aspectRatios'
import type { ProjectStatus } from '@/protocol/snapshot'
import type { StageData } from '@/protocol/stageData'
import type { Stage } from '@/protocol/stages'

/*
 * The state of one project as the reducer builds it from messages and snapshots. Immutable: a fold that changes
 * nothing returns the same reference, and so does every stage that a message does not concern.
 */

/** Where a stage stands. Never mixed with the state of the connection. */
export type StageStatus = 'pending' | 'running' | 'completed' | 'failed' | 'skipped' | 'unknown'

/** How far a running stage is. `percent` is null while nobody said; it never falls within a run nor reaches 100. */
export interface Progress {
  readonly percent: number | null
  /** Items finished and in all, where the server counts them. */
  readonly done: number | null
  readonly total: number | null
  /** What is happening now, in the server's words. */
  readonly message: string | null
}

/** A run of a stage as a snapshot told of it: by when it began, since runs have no id. */
export interface ToldRun {
  /** Milliseconds since the epoch by the server's clock: compared only with what other snapshots say. */
  readonly startedAt: number
  /** Whether it is the run that the state is about; false once messages have begun another one. */
  readonly isCurrent: boolean
}

/** A text that is being written. */
export interface LiveText {
  /** What was written in this run; '' where nothing was. Append-only within a run but for a mended gap. */
  readonly text: string
  /** Grows by one each time that `text` was replaced rather than appended to, so that a view can tell. */
  readonly textEpoch: number
  /**
   * The last of `text`, some thousand units or all of it: what was added can be read here. Reading it from the end of
   * a text that was put together of many pieces would make the machine copy all of it.
   */
  readonly textEnd: string
}

interface StageCommon<S extends Stage> extends LiveText {
  readonly stage: S
  /** How many times the stage has been started, this run included. 0: never. */
  readonly attempt: number
  /**
   * Milliseconds since the epoch; by the server's clock where it said so, else when the first message came. Of work
   * that was cut and goes on, put forward by the time it stood still: what has passed since is the time worked.
   */
  readonly startedAt: number | null
  /** The run that the last snapshot told of; null where none said when it began. */
  readonly toldRun: ToldRun | null
  /** What the stage has produced so far, from snapshots; null before one told. */
  readonly data: StageData[S] | null
}

/** What stood in the way of a stage, for the person. */
export interface StageFailure {
  /** The server's words, possibly long, possibly with a quoted model answer. */
  readonly message: string
  readonly retryCount: number | null
}

/** One stage: what is known of it, told apart by `status`. */
export type StageStateOf<S extends Stage> = StageCommon<S> &
  (
    | {
        readonly status: 'pending'
        /** When the work that it had begun was cut, milliseconds since the epoch; null where it had begun none. */
        readonly stoppedAt: number | null
        /** Why its work was cut, in the server's words; null where nobody said. */
        readonly reason: string | null
      }
    | { readonly status: 'running'; readonly progress: Progress }
    | {
        readonly status: 'completed'
        readonly completedAt: number | null
        readonly successCount: number | null
        readonly failedCount: number | null
        /** Whether `text` was told as a whole at the end: what only came piece by piece may lack pieces. */
        readonly hasWholeText: boolean
      }
    | { readonly status: 'failed'; readonly failedAt: number | null; readonly failure: StageFailure }
    | { readonly status: 'skipped' }
    | { readonly status: 'unknown' }
  )
/** Any of the five. */
export type StageState = { [S in Stage]: StageStateOf<S> }[Stage]

/** The five stages by name. */
export type StageStates = { readonly [S in Stage]: StageStateOf<S> }

/** What the snapshot says of the project itself. */
export interface ProjectInfo {
  readonly name: string
  readonly story: string
  readonly aspectRatio: AspectRatio
  readonly createdAt: number | null
  readonly updatedAt: number | null
  readonly completedAt: number | null
}

/**
 * How far the messages of one stage (or of the run as a whole) have been heard. A message that is not later is a
 * repetition or was overtaken, and changes nothing.
 */
export interface Position {
  /** The newest message's `id:`; null where the server offers none. */
  readonly id: string | null
  /** The newest message's time by the server's clock, in milliseconds. */
  readonly sentAt: number | null
  /** When the stage ended by the server's clock, as a snapshot told: what was sent before is late. */
  readonly endedAt: number | null
  /** When it came, by this machine's clock; null while only snapshots have told of the stage. */
  readonly receivedAt: number | null
  /** Whether it came by an earlier stream: a server that was restarted since may count its ids anew. */
  readonly isOfFormerStream: boolean
}

/** What has a position of its own: each stage, and the run as a whole. */
export type PositionKey = Stage | 'pipeline'

/** Everything known of a project. */
export interface ProjectState {
  readonly projectId: string
  /** Null until the first snapshot. */
  readonly info: ProjectInfo | null
  readonly status: ProjectStatus
  readonly queuePosition: number | null
  readonly stages: StageStates
  readonly positions: { readonly [K in PositionKey]: Position }
  /** When the server was last heard, heartbeats included, by this machine's clock. */
  readonly lastReceivedAt: number | null
  /**
   * When something last happened that only a snapshot can settle (a gap, a finished item, a contradiction), by this
   * machine's clock; null once a snapshot that was asked for later has been applied.
   */
  readonly snapshotWantedAt: number | null
  /** Messages that could not be used, by reason. */
  readonly rejected: {
    readonly unknown: number
    readonly malformed: number
    /** Messages about stages which the product does not show, by their names. */
    readonly foreignStages: Readonly<Record<string, number>>
  }
}

/** How far one item of a scene is. */
export type ItemState<T> =
  | { readonly status: 'pending' }
  | { readonly status: 'running' }
  | { readonly status: 'completed'; readonly value: T }
  | { readonly status: 'failed' }

/** A scene's picture, ready to be shown (`url` is checked to be safe). */
export interface SceneImage {
  readonly id: string
  readonly url: string
  readonly thumbnailUrl: string
  readonly width: number | null
  readonly height: number | null
}
/** A scene's camera move in words. `type` is the server's name for it, such as `zoom_in`. */
export interface SceneCamera {
  readonly id: string | null
  readonly type: string
  readonly description: string | null
  readonly params: Readonly<Record<string, unknown>>
}
/** A scene's clip, ready to be played (`url` is checked to be safe). */
export interface SceneClip {
  readonly id: string
  readonly url: string
  readonly posterUrl: string | null
  readonly subtitleUrl: string | null
  readonly durationSeconds: number | null
}

/** One frame of the film strip: what each stage knows of a scene. */
export interface Scene {
  /** The scene's place in the film, from 1. */
  readonly number: number
  /** Null while the storyboard is still being written. */
  readonly id: string | null
  /** False while its words are still streaming. */
  readonly complete: boolean
  readonly narration: string
  readonly description: string
  readonly imagePrompt: string
  readonly shotType: string | null
  readonly durationSeconds: number | null
  readonly image: ItemState<SceneImage>
  readonly camera: ItemState<SceneCamera>
  readonly clip: ItemState<SceneClip>
}

const NOWHERE: Position = {
  id: null,
  sentAt: null,
  endedAt: null,
  receivedAt: null,
  isOfFormerStream: false,
}

function untold<S extends Stage>(stage: S) {
  return {
    stage,
    attempt: 0,
    startedAt: null,
    toldRun: null,
    text: '',
    textEpoch: 0,
    textEnd: '',
    data: null,
    status: 'unknown',
  } as const
}

/** The state of a project of which nothing has been heard yet. */
export function initialState(projectId: string): ProjectState {
  return {
    projectId,
    info: null,
    status: 'unknown',
    queuePosition: null,
    stages: {
      rewrite: untold('rewrite'),
      storyboard: untold('storyboard'),
      image_generation: untold('image_generation'),
      camera_movement: untold('camera_movement'),
      video_generation: untold('video_generation'),
    },
    positions: {
      rewrite: NOWHERE,
      storyboard: NOWHERE,
      image_generation: NOWHERE,
      camera_movement: NOWHERE,
      video_generation: NOWHERE,
      pipeline: NOWHERE,
    },
    lastReceivedAt: null,
    snapshotWantedAt: null,
    rejected: { unknown: 0, malformed: 0, foreignStages: {} },
  }
}
