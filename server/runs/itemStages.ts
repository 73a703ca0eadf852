import { readFile } from 'node:fs/promises'
import type { Stage } from '../../src/protocol/stages'
import {
  camerasOf,
  imagesOf,
  insertImage,
  insertVideo,
  putCamera,
  scenesOf,
  videosOf,
  type CameraRecord,
  type ImageRecord,
  type SceneRecord,
} from '../database/scenes'
import { touchStage } from '../database/stages'
import type { CameraDraft, ClipFile, StoryScene } from '../producers/types'
import { storageProblemOf } from '../storage/storageProblem'
import { say } from '../texts'
import { wordsOf } from './failure'
import type { RunContext, StageInput, StageResult } from './runContext'
import { createTokenStream } from './tokenStream'

interface ItemWork {
  readonly stage: Stage
  readonly itemType: 'image' | 'camera' | 'video'
  /** The ids of scenes that already have their item. */
  readonly existing: ReadonlySet<string>
  /** @param onProgress called with the share of the item that is done, from 0 to 1 */
  make(scene: SceneRecord, onProgress: (share: number) => void): Promise<void>
  /** Called instead of `make` for a scene whose item stays. */
  keep?(scene: SceneRecord): void
}

/**
 * Make the missing items of all scenes, one after the other. After a failed item the others are still made.
 *
 * @returns how many scenes have their item at the end
 * @throws Error that names the scenes whose item failed; the signal's reason when aborted
 */
async function forEachScene(run: RunContext, input: StageInput, work: ItemWork): Promise<number> {
  const scenes = scenesOf(run.db, run.projectId)
  const failures: string[] = []
  const isKept = (scene: SceneRecord) =>
    work.existing.has(scene.id) && !(input.sceneIds ? input.sceneIds.includes(scene.id) : input.force)
  const count = scenes.filter((scene) => !isKept(scene)).length
  let made = 0
  for (const scene of scenes) {
    run.signal.throwIfAborted()
    if (isKept(scene)) {
      work.keep?.(scene)
      continue
    }
    run.report((100 * made) / count)
    const name = say(run.language, 'item', { number: scene.number })
    announceItem(run, work.stage, scene, scenes.length, name)
    try {
      await work.make(scene, (share) => run.report((100 * (made + share)) / count))
      made += 1
    } catch (error) {
      run.signal.throwIfAborted()
      // The next items would meet the same problem.
      if (storageProblemOf(error) !== null) throw error
      failures.push(`${name} (${wordsOf(error, run.language)})`)
      continue
    }
    touchStage(run.db, run.projectId, work.stage)
    run.announce({
      type: 'item_completed',
      stage: work.stage,
      item_type: work.itemType,
      sequence_number: scene.number,
      metadata: { storyboard_id: scene.id },
    })
  }
  if (failures.length > 0) throw new Error(say(run.language, 'itemsFailed', { list: failures.join(', ') }))
  return scenes.length
}

/** Announce the item that starts. The percentage counts the items before it. */
function announceItem(run: RunContext, stage: Stage, scene: SceneRecord, total: number, name: string): void {
  run.announce({
    type: 'progress',
    stage,
    progress: Math.round(((scene.number - 1) / total) * 100),
    message: `${name} (${scene.number}/${total})`,
    current: scene.number,
    total,
    item_name: name,
  })
}

/** Make a picture for each scene. A new picture comes before older ones of the same scene. */
export async function runPictures(run: RunContext, input: StageInput): Promise<StageResult> {
  const existing = new Set(imagesOf(run.db, run.projectId).map((image) => image.scene_id))
  const successCount = await forEachScene(run, input, {
    stage: 'image_generation',
    itemType: 'image',
    existing,
    async make(scene) {
      const picture = await run.producers.picture(storyScene(scene), run.story, run.signal)
      const file = await run.media.write(picture.image.data, 'jpg')
      const thumbnail = await run.media.write(picture.thumbnail.data, 'jpg')
      run.signal.throwIfAborted()
      insertImage(run.db, scene.id, picture.image, { file, thumbnail })
    },
  })
  return { fullText: '', successCount }
}

/** Choose a camera move for each scene. The stage's text joins the texts of all moves in the order of the film. */
export async function runCameras(run: RunContext, input: StageInput): Promise<StageResult> {
  const kept = new Map(camerasOf(run.db, run.projectId).map((camera) => [camera.scene_id, camera.text]))
  const tokens = createTokenStream('camera_movement', run.announce)
  const successCount = await forEachScene(run, input, {
    stage: 'camera_movement',
    itemType: 'camera',
    existing: new Set(kept.keys()),
    keep: (scene) => tokens.write(`${kept.get(scene.id) ?? ''}\n`),
    async make(scene) {
      let text = ''
      for await (const piece of run.producers.camera(storyScene(scene), run.story, run.signal)) {
        run.signal.throwIfAborted()
        text += piece
        tokens.write(piece)
      }
      tokens.write('\n')
      putCamera(run.db, scene.id, run.producers.readCamera(text, storyScene(scene)), text)
    },
  })
  return { fullText: tokens.finish(), successCount }
}

/** Make a clip from each scene's newest picture and its camera move. */
export async function runClips(run: RunContext, input: StageInput): Promise<StageResult> {
  const images = imagesOf(run.db, run.projectId)
  const cameras = camerasOf(run.db, run.projectId)
  const existing = new Set(videosOf(run.db, run.projectId).map((video) => video.scene_id))
  const successCount = await forEachScene(run, input, {
    stage: 'video_generation',
    itemType: 'video',
    existing,
    async make(scene, onProgress) {
      const image = images.find((one) => one.scene_id === scene.id)
      const camera = cameras.find((one) => one.scene_id === scene.id)
      if (!image || !camera) throw new Error(say(run.language, 'missingInput'))
      const clip = await makeClip(run, scene, image, camera, onProgress)
      const file = await run.media.write(clip.data, 'mp4')
      const subtitles = await run.media.write(clip.subtitles, 'vtt')
      run.signal.throwIfAborted()
      insertVideo(run.db, scene.id, clip, { file, subtitles, thumbnail: image.thumbnail_file })
    },
  })
  return { fullText: '', successCount }
}

/** Make a clip of a scene from its picture and its camera move. Nothing is stored. */
export async function makeClip(
  context: Pick<RunContext, 'media' | 'producers' | 'story' | 'language' | 'signal'>,
  scene: SceneRecord,
  image: ImageRecord,
  camera: CameraRecord,
  onProgress: (share: number) => void,
): Promise<ClipFile> {
  const { media, producers, story, language, signal } = context
  const place = media.locate(image.file)
  if (!place) throw new Error(say(language, 'missingInput'))
  const data = await readFile(place.path)
  const picture = { data, width: image.width, height: image.height, mime: 'image/jpeg' as const }
  const move: CameraDraft = {
    movementType: camera.movement_type,
    params: JSON.parse(camera.params) as CameraDraft['params'],
  }
  return producers.clip(storyScene(scene), picture, move, story, signal, onProgress)
}

/** A scene as the producers see it. */
export function storyScene(scene: SceneRecord): StoryScene {
  return {
    scene_number: scene.number,
    narration: scene.narration,
    visual_prompt: scene.image_prompt,
    shot_type: scene.shot_type,
    description: scene.description,
    durationSeconds: scene.duration_seconds,
  }
}
