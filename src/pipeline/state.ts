import type { AspectRatio } from '@/protocol/aspectRatios'
import type { FilmLength } from '@/protocol/filmLength'
import type { ProjectStatus } from '@/protocol/projectRows'
import type { ProjectOffer } from '@/protocol/snapshot'
import type { StageData } from '@/protocol/stageData'
import type { Stage } from '@/protocol/stages'
import type { TrailStep } from './trail'

/*
 * The state of one project, which the reducer builds from messages and snapshots. It is immutable: a fold that changes
 * nothing returns the same reference, and a stage that a message does not concern keeps its own.
 */

/** The status of a stage. It is independent of the state of the connection. */
export type StageStatus = 'pending' | 'running' | 'completed' | 'failed' | 'skipped' | 'unknown'

/** How far a running stage is. `percent` is null while unknown; within a run it never falls and never reaches 100. */
export interface Progress {
  readonly percent: number | null
  /** Finished items and all items, if the server counts them. */
  readonly done: number | null
  readonly total: number | null
  /** What is happening now, in the server's words. */
  readonly message: string | null
}

/** A run of a stage as the last snapshot had it, identified by its start because runs have no id. */
export interface KnownRun {
  /** Milliseconds since the epoch by the server's clock; compared only with times of other snapshots. */
  readonly startedAt: number
  /** Whether the state is about this run; false once messages have started another one. */
  readonly isCurrent: boolean
}

/** A text that is being written. */
export interface LiveText {
  /** The text of this run; '' if there is none. Within a run it is only appended to, unless a gap had to be filled. */
  readonly text: string
  /** Grows by one each time `text` is replaced instead of appended to, so that a view can tell. */
  readonly textEpoch: number
  /**
   * The last few thousand units of `text`. Read new text here. The engine keeps `text` as many joined pieces, and
   * reading its end makes the engine copy the whole string.
   */
  readonly textEnd: string
}

interface StageCommon<S extends Stage> extends LiveText {
  readonly stage: S
  /** How many times the stage has been started, this run included; 0: never. */
  readonly attempt: number
  /**
   * Milliseconds since the epoch by the server's clock; if it sent no time, the arrival of the first message. For
   * interrupted work that continues, the pause is added, so that the time since then is the time worked.
   */
  readonly startedAt: number | null
  /** The run in the last snapshot; null if no snapshot had its start. */
  readonly knownRun: KnownRun | null
  /** What the stage has produced so far, from snapshots; null before the first. */
  readonly data: StageData[S] | null
}

/** Why a stage failed. */
export interface StageFailure {
  /** The server's message. It may be long and may quote an answer of the model. */
  readonly message: string
}

/** The status of a stage, with the fields that belong to it. */
export type StatusFields =
  | {
      readonly status: 'pending'
      /** When its work was interrupted, milliseconds since the epoch; null if it had not started. */
      readonly stoppedAt: number | null
      /** Why its work was interrupted, in the server's words; null if unknown. */
      readonly reason: string | null
    }
  | { readonly status: 'running'; readonly progress: Progress }
  | {
      readonly status: 'completed'
      readonly completedAt: number | null
      readonly successCount: number | null
      readonly failedCount: number | null
      /** Whether the whole text arrived at the end. A text that arrived only in pieces may lack some of them. */
      readonly hasWholeText: boolean
    }
  | { readonly status: 'failed'; readonly failedAt: number | null; readonly failure: StageFailure }
  /** `reason`: the server's words; null if it gave none. */
  | { readonly status: 'skipped'; readonly reason: string | null }
  /** `lastProgress`: how far it was in the last state that arrived, if it was running then; else null. */
  | { readonly status: 'unknown'; readonly lastProgress: Progress | null }

/** What is known of one stage, as a union over `status`. */
export type StageStateOf<S extends Stage> = StageCommon<S> & StatusFields

/** What is known of any of the five stages. */
export type StageState = { [S in Stage]: StageStateOf<S> }[Stage]

/** The five stages by name. */
export type StageStates = { readonly [S in Stage]: StageStateOf<S> }

/** The facts of the project itself, from the snapshot. */
export interface ProjectInfo {
  readonly name: string
  readonly story: string
  /** Null where the server does not say. */
  readonly aspectRatio: AspectRatio | null
  /** The wished length of the film; null where the server has none. */
  readonly filmLength: FilmLength | null
  /** The prompt template set that its models are asked with; null where the server has no such sets. */
  readonly templates: { readonly chosen: string | null } | null
  readonly createdAt: number | null
  readonly updatedAt: number | null
  readonly completedAt: number | null
  /** What the server can do with it, besides what all servers can. */
  readonly offers: readonly ProjectOffer[]
}

/**
 * The newest message of one stage, or of the run as a whole. A message that is not later than this is repeated or late,
 * and changes nothing.
 */
export interface Position {
  /** Its `id:`; null if the server sends none. */
  readonly id: string | null
  /** Its time by the server's clock, in milliseconds since the epoch. */
  readonly sentAt: number | null
  /** When the stage ended by the server's clock, from a snapshot. Messages sent before that are late. */
  readonly endedAt: number | null
  /** When it arrived, by this machine's clock; null before the first message. */
  readonly receivedAt: number | null
  /**
   * When a message was last ignored because its time is older, by this machine's clock. If a snapshot then shows a newer
   * run, that message was sent by a machine whose clock is behind. Null: never.
   */
  readonly ignoredAt: number | null
  /** Whether it arrived by an earlier stream. A server restarted since then counts its ids from the beginning. */
  readonly isFromEarlierStream: boolean
}

/** Everything with its own position in the stream: each stage, and the run as a whole. */
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
  /** When the server last sent anything, heartbeats included, by this machine's clock. */
  readonly lastReceivedAt: number | null
  /** When the run last changed as far as is known: when there was news, by this machine's clock. Null: never. */
  readonly lastNewsAt: number | null
  /** What the run has been seen to do since this page follows it, in time order. */
  readonly trail: readonly TrailStep[]
  /**
   * How far the server's clock is ahead of this machine's, in milliseconds: the largest difference between a time from the
   * server and its arrival here, because every delay on the way makes it smaller. Null before the first such time.
   */
  readonly serverAheadMs: number | null
  /** The last message without stage, id and time that changed a status, as JSON. A repetition changes nothing. */
  readonly lastNameless: string | null
  /**
   * When something last happened that needs a snapshot (a gap, a finished item, a contradiction), by this machine's
   * clock; null once a snapshot that was requested later has been applied.
   */
  readonly snapshotWantedAt: number | null
  /** How many messages could not be used, by reason. */
  readonly rejected: {
    readonly unknown: number
    readonly malformed: number
    /** Messages about stages that the product does not show, by stage name. */
    readonly foreignStages: Readonly<Record<string, number>>
  }
}

/** How far one item of a scene is. */
export type ItemState<T> =
  | { readonly status: 'pending' }
  | { readonly status: 'running' }
  | {
      readonly status: 'completed'
      readonly value: T
      /** It was made from something that has been changed since. */
      readonly isStale?: true
    }
  | { readonly status: 'failed' }

/** A scene's picture. `url` has been checked to be safe. */
export interface SceneImage {
  readonly id: string
  readonly url: string
  readonly thumbnailUrl: string
  readonly width: number | null
  readonly height: number | null
}
/** A scene's camera move. `type` is the server's name for it, such as `zoom_in`. */
export interface SceneCamera {
  readonly id: string | null
  readonly type: string
  readonly description: string | null
  readonly params: Readonly<Record<string, unknown>>
}
/** A scene's clip. `url` has been checked to be safe. */
export interface SceneClip {
  readonly id: string
  readonly url: string
  readonly posterUrl: string | null
  readonly subtitleUrl: string | null
  readonly durationSeconds: number | null
  readonly width: number | null
  readonly height: number | null
}

/** One scene of the film, with what each stage has made for it. */
export interface Scene {
  /** The scene's place in the film, from 1. */
  readonly number: number
  /** Null until the storyboard is stored. */
  readonly id: string | null
  /** False while its text is still streaming. */
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
  ignoredAt: null,
  isFromEarlierStream: false,
}

function unknownStage<S extends Stage>(stage: S) {
  return {
    stage,
    attempt: 0,
    startedAt: null,
    knownRun: null,
    text: '',
    textEpoch: 0,
    textEnd: '',
    data: null,
    status: 'unknown',
    lastProgress: null,
  } as const
}

/** The state of a project before the first message or snapshot. */
export function initialState(projectId: string): ProjectState {
  return {
    projectId,
    info: null,
    status: 'unknown',
    queuePosition: null,
    stages: {
      rewrite: unknownStage('rewrite'),
      storyboard: unknownStage('storyboard'),
      image_generation: unknownStage('image_generation'),
      camera_movement: unknownStage('camera_movement'),
      video_generation: unknownStage('video_generation'),
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
    lastNewsAt: null,
    trail: [],
    serverAheadMs: null,
    lastNameless: null,
    snapshotWantedAt: null,
    rejected: { unknown: 0, malformed: 0, foreignStages: {} },
  }
}
