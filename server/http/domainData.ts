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
import type { StageRecord } from '../database/stages'
import { isoTime, mediaUrl } from './wire'

/** What a stage has produced, in the shape of the contract's `domain_data`. */
export function domainData(db: Database, project: ProjectRecord, stage: StageRecord): object {
  switch (stage.stage) {
    case 'rewrite':
      return rewriteView(project, stage)
    case 'storyboard': {
      const scenes = scenesOf(db, project.id)
      return { count: scenes.length, storyboards: scenes.map(sceneView) }
    }
    case 'image_generation':
      return perScene(db, project.id, imagesOf(db, project.id), (images) => ({
        images: images.map(imageView),
      }))
    case 'camera_movement':
      return perScene(db, project.id, camerasOf(db, project.id), ([camera]) => ({
        camera_movement: camera ? cameraView(camera) : null,
      }))
    case 'video_generation':
      return perScene(db, project.id, videosOf(db, project.id), (videos) => ({
        videos: videos.map(videoView),
      }))
  }
}

/** While the stage runs its text is not known here: the stream tells it. */
function rewriteView(project: ProjectRecord, stage: StageRecord): object {
  return {
    original_text: project.story,
    rewritten_text: stage.status === 'processing' ? '' : stage.text,
    model_provider: null,
    prompt_used: '',
    generation_metadata: {},
    updated_at: isoTime(stage.updated_at),
  }
}

/** What a stage has to show for its work, with `text`, what the model wrote, where `domain_data` has no place for it. */
export function outputData(db: Database, projectId: string, stage: StageRecord): object {
  const text = modelText(db, projectId, stage)
  return { ...(JSON.parse(stage.output) as object), ...(text !== '' && { text }) }
}

/** As in `rewriteView`, the text of a running stage is the stream's to tell. */
function modelText(db: Database, projectId: string, stage: StageRecord): string {
  if (stage.status === 'processing') return ''
  if (stage.stage === 'storyboard') return stage.text
  if (stage.stage !== 'camera_movement') return ''
  const texts = camerasOf(db, projectId).map((camera) => camera.text)
  return texts.map((text) => `${text}\n`).join('')
}

function perScene<Item extends { scene_id: string }>(
  db: Database,
  projectId: string,
  items: readonly Item[],
  view: (items: Item[]) => object,
): object {
  const storyboards = scenesOf(db, projectId).map((scene) => ({
    storyboard_id: scene.id,
    sequence_number: scene.number,
    ...view(items.filter((item) => item.scene_id === scene.id)),
  }))
  return { storyboards }
}

/** A scene of the storyboard on the wire. */
function sceneView(scene: SceneRecord): object {
  return {
    id: scene.id,
    sequence_number: scene.number,
    scene_description: scene.description,
    narration_text: scene.narration,
    image_prompt: scene.image_prompt,
    duration_seconds: scene.duration_seconds,
    generation_metadata: { shot_type: scene.shot_type },
  }
}

function imageView(image: ImageRecord): object {
  return {
    id: image.id,
    image_url: mediaUrl(image.file),
    thumbnail_url: mediaUrl(image.thumbnail_file),
    width: image.width,
    height: image.height,
    status: 'completed',
    retry_count: 0,
    created_at: isoTime(image.created_at),
  }
}

function cameraView(camera: CameraRecord): object {
  return {
    id: camera.id,
    movement_type: camera.movement_type,
    movement_params: JSON.parse(camera.params) as unknown,
  }
}

function videoView(video: VideoRecord): object {
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
    created_at: isoTime(video.created_at),
  }
}
