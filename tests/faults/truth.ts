import { STAGES, type Stage } from '../../src/protocol/stages'
import type { Traits } from './traits'

/** A JSON object for the wire. */
export type Json = Record<string, unknown>

/** The stored state of one stage. */
export interface StageTruth {
  status: 'pending' | 'processing' | 'completed' | 'failed'
  retryCount: number
  /** By the server's clock. */
  startedAt: number | null
  completedAt: number | null
  error: string
  /** The finished text; '' before the stage ends. */
  text: string
  /** For each scene its text, or the name of its item; null if it is not made yet. */
  items: (string | null)[]
}

/** The stored state of the project: what every client must show in the end. */
export interface Truth {
  status: 'draft' | 'processing' | 'completed' | 'failed' | 'paused'
  readonly stages: Record<Stage, StageTruth>
}

/** Make a stage without results. */
export function blankStage(retryCount = 0): StageTruth {
  const times = { startedAt: null, completedAt: null }
  return { status: 'pending', retryCount, ...times, error: '', text: '', items: [] }
}

/** Make a project without results. */
export function blankTruth(): Truth {
  return {
    status: 'draft',
    stages: Object.fromEntries(STAGES.map((stage) => [stage, blankStage()])) as Record<Stage, StageTruth>,
  }
}

function domainData(stage: Stage, { items, text }: StageTruth): Json {
  const scenes = items.map((item, index) => ({ storyboard_id: index + 1, sequence_number: index + 1, item }))
  const media = (item: string | null) => (item === null ? [] : [{ id: item, status: 'completed' }])
  switch (stage) {
    case 'rewrite':
      return { original_text: 'A story.', rewritten_text: text }
    case 'storyboard':
      return {
        count: scenes.length,
        storyboards: scenes.map((scene) => ({
          ...scene,
          id: scene.storyboard_id,
          narration_text: scene.item,
        })),
      }
    case 'image_generation':
      return {
        storyboards: scenes.map((scene) => ({
          ...scene,
          images: media(scene.item).map((image) => ({ ...image, image_url: `/media/${image.id}` })),
        })),
      }
    case 'camera_movement':
      return {
        storyboards: scenes.map((scene) => ({
          ...scene,
          camera_movement: scene.item === null ? null : { movement_type: scene.item, movement_params: {} },
        })),
      }
    case 'video_generation':
      return {
        storyboards: scenes.map((scene) => ({
          ...scene,
          videos: media(scene.item).map((video) => ({ ...video, video_url: `/media/${video.id}` })),
        })),
      }
  }
}

/** The JSON of a snapshot, as a server with these traits writes it. */
export function snapshotOf(truth: Truth, { stageTimes, welcomesIdle }: Traits): string {
  const iso = (at: number | null) => (at === null || !stageTimes ? null : new Date(at).toISOString())
  return JSON.stringify({
    id: 'p',
    name: 'A film',
    original_topic: 'A story.',
    status: truth.status,
    ...(welcomesIdle ? { idle_stream: true } : {}),
    stages: [
      ...STAGES.map((name) => {
        const stage = truth.stages[name]
        return {
          stage_type: name,
          status: stage.status,
          retry_count: stage.retryCount,
          error_message: stage.error,
          started_at: iso(stage.startedAt),
          completed_at: iso(stage.completedAt),
          domain_data: domainData(name, stage),
        }
      }),
      { stage_type: 'asset_extraction', status: 'completed', retry_count: 0 },
    ],
  })
}
