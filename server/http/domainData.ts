import type { RewriteReport } from '../../src/protocol/rewriteReport'
import type { Stage } from '../../src/protocol/stages'
import type { Database } from '../database/database'
import type { ProjectRecord } from '../database/projects'
import {
  camerasOf,
  imagesOf,
  scenesOf,
  videosOf,
  type CameraRecord,
  type ImageRecord,
  type SceneRecord,
  type VideoRecord,
} from '../database/scenes'
import { stageOf, type StageRecord } from '../database/stages'
import type { Maker } from '../producers/types'
import { clipSource, moveSource, pictureSource, storyboardSource } from '../runs/madeFrom'
import type { OutputAnswer, StageDataAnswer } from './answers'
import { isoTime, mediaUrl } from './wireValues'

type DataOf<S extends Stage> = (
  db: Database,
  project: ProjectRecord,
  stage: StageRecord,
) => StageDataAnswer<S>

const DATA: { readonly [S in Stage]: DataOf<S> } = {
  rewrite: (_, project, stage) => ({
    original_text: project.story,
    // The text of a running stage is on the stream only.
    rewritten_text: stage.status === 'processing' ? '' : stage.text,
    ...madeWith(stage),
    generation_metadata: rewriteReport(stage) ?? {},
    updated_at: isoTime(stage.updated_at),
  }),
  storyboard: (db, project, stage) => {
    const scenes = scenesOf(db, project.id)
    const madeFrom = outputOf(stage).made_from ?? null
    const rewritten = storyboardSource(stageOf(db, project.id, 'rewrite').text)
    return {
      count: scenes.length,
      ...source(madeFrom, rewritten),
      storyboards: scenes.map(sceneView),
    }
  },
  image_generation: (db, project) => {
    const imagesBy = grouped(imagesOf(db, project.id))
    return {
      storyboards: scenesOf(db, project.id).map((scene) => {
        const present = pictureSource(scene)
        return {
          ...sceneReference(scene),
          images: imagesBy(scene).map((image) => imageView(image, present)),
        }
      }),
    }
  },
  camera_movement: (db, project) => {
    const [imagesBy, camerasBy] = [grouped(imagesOf(db, project.id)), grouped(camerasOf(db, project.id))]
    return {
      storyboards: scenesOf(db, project.id).map((scene) => {
        const [[image = null], [camera]] = [imagesBy(scene), camerasBy(scene)]
        return {
          ...sceneReference(scene),
          camera_movement: camera ? cameraView(camera, moveSource(scene, image)) : null,
        }
      }),
    }
  },
  video_generation: (db, project) => {
    const [imagesBy, camerasBy] = [grouped(imagesOf(db, project.id)), grouped(camerasOf(db, project.id))]
    const videosBy = grouped(videosOf(db, project.id))
    return {
      storyboards: scenesOf(db, project.id).map((scene) => {
        const [[image = null], [camera = null]] = [imagesBy(scene), camerasBy(scene)]
        const present = clipSource(scene, image, camera)
        return {
          ...sceneReference(scene),
          videos: videosBy(scene).map((video) => videoView(video, present)),
        }
      }),
    }
  },
}

/** What a stage has produced, in the shape of the contract's `domain_data`. */
export function domainData(db: Database, project: ProjectRecord, stage: StageRecord): StageDataAnswer {
  return DATA[stage.stage](db, project, stage)
}

interface StoredOutput {
  readonly text?: string
  readonly report?: RewriteReport
  readonly made_from?: string
  readonly made_with?: Maker
}

function outputOf(stage: StageRecord): StoredOutput {
  return JSON.parse(stage.output) as StoredOutput
}

/** Who wrote the rewrite, and what they were asked. */
function madeWith(stage: StageRecord) {
  const maker = stage.status === 'completed' ? outputOf(stage).made_with : undefined
  return {
    model_provider: maker ? { name: maker.provider, model_name: maker.model } : null,
    prompt_used: maker?.prompt ?? '',
  }
}

/** What the rewrite did to the story; null where there is none, or where it cannot be told. */
function rewriteReport(stage: StageRecord): RewriteReport | null {
  return stage.status === 'completed' ? (outputOf(stage).report ?? null) : null
}

/**
 * A stage's `output_data`: its counts, and as `text` what the model wrote, where `domain_data` has no place for it. A text
 * that did not become the result is the unfinished one.
 */
export function outputData(db: Database, projectId: string, stage: StageRecord): OutputAnswer {
  const { text: unfinished, ...stored } = outputOf(stage)
  // What `domain_data` has a place for is there.
  const isRewrite = stage.stage === 'rewrite'
  const output = {
    ...stored,
    report: undefined,
    made_from: undefined,
    ...(isRewrite && { made_with: undefined }),
  }
  if (stage.status === 'processing') return output
  const text = unfinished ?? MODEL_TEXT[stage.stage](db, projectId, stage)
  return { ...output, ...(text !== '' && { text }) }
}

const noText = () => ''

const MODEL_TEXT: Readonly<Record<Stage, (db: Database, projectId: string, stage: StageRecord) => string>> = {
  rewrite: noText,
  storyboard: (_, __, stage) => stage.text,
  image_generation: noText,
  camera_movement: (db, projectId) =>
    camerasOf(db, projectId)
      .map((camera) => `${camera.text}\n`)
      .join(''),
  video_generation: noText,
}

/** Items by scene, each list in its given order. */
function grouped<Item extends { scene_id: string }>(items: readonly Item[]) {
  return (scene: SceneRecord): Item[] => items.filter((item) => item.scene_id === scene.id)
}

function sceneReference(scene: SceneRecord) {
  return { storyboard_id: scene.id, sequence_number: scene.number }
}

function sceneView(scene: SceneRecord) {
  return {
    id: scene.id,
    sequence_number: scene.number,
    scene_description: scene.description,
    narration_text: scene.narration,
    image_prompt: scene.image_prompt,
    duration_seconds: scene.duration_seconds,
    generation_metadata: { shot_type: scene.shot_type },
    updated_at: isoTime(scene.updated_at),
  }
}

/** What a thing was made from, and whether that has been changed since; null where it is not known. */
function source(madeFrom: string | null, present: string) {
  return { made_from: madeFrom, is_stale: madeFrom === null ? null : madeFrom !== present }
}

function imageView(image: ImageRecord, present: string) {
  return {
    id: image.id,
    image_url: mediaUrl(image.file),
    thumbnail_url: mediaUrl(image.thumbnail_file),
    width: image.width,
    height: image.height,
    status: 'completed',
    retry_count: 0,
    ...source(image.made_from, present),
    created_at: isoTime(image.created_at),
  }
}

function cameraView(camera: CameraRecord, present: string) {
  return {
    id: camera.id,
    movement_type: camera.movement_type,
    movement_params: JSON.parse(camera.params) as Record<string, unknown>,
    ...source(camera.made_from, present),
    updated_at: isoTime(camera.updated_at),
  }
}

function videoView(video: VideoRecord, present: string) {
  return {
    id: video.id,
    video_url: mediaUrl(video.file),
    thumbnail_url: mediaUrl(video.thumbnail_file),
    subtitle_url: mediaUrl(video.subtitle_file),
    duration: video.duration_seconds,
    width: video.width,
    height: video.height,
    fps: video.fps,
    status: 'completed',
    ...source(video.made_from, present),
    // What it was made from says more.
    image_id: null,
    created_at: isoTime(video.created_at),
  }
}
