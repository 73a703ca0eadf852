import { readFile } from 'node:fs/promises'
import pLimit from 'p-limit'
import type { Focus } from '../../src/protocol/cameraMoves'
import type { Stage } from '../../src/protocol/stages'
import {
  cameraOf,
  camerasOf,
  imagesOf,
  insertImage,
  insertVideo,
  newestImageOf,
  putCamera,
  scenesOf,
  videosOf,
  type ImageRecord,
  type SceneRecord,
} from '../database/scenes'
import { touchStage } from '../database/stages'
import type { CameraDraft, ClipFile, StoryScene } from '../producers/types'
import { storageProblemOf } from '../storage/storageProblem'
import { say } from '../texts'
import { wordsOf } from './failure'
import type { StoredClip } from './clipsAhead'
import { clipSource, moveSource, pictureSource } from './madeFrom'
import type { RunContext, StageInput, StageResult } from './runContext'
import { createTokenStream } from './tokenStream'

interface ItemWork {
  readonly stage: Stage
  readonly itemType: 'image' | 'camera' | 'video'
  /** The ids of scenes that already have their item. */
  readonly existing: ReadonlySet<string>
  /** How many items are made at once. */
  readonly atOnce: number
  /** @param onProgress called with the share of the item that is done, from 0 to 1 */
  make(scene: SceneRecord, onProgress: (share: number) => void): Promise<void>
  /** Called first, for each scene whose item stays. */
  keep?(scene: SceneRecord): void
}

/**
 * Make the missing items of all scenes, in the order of the film. After a failed item the others are still made.
 *
 * @returns how many scenes have their item at the end
 * @throws Error that names the scenes whose item failed; the signal's reason when aborted
 */
async function forEachScene(run: RunContext, input: StageInput, work: ItemWork): Promise<number> {
  const scenes = scenesOf(run.db, run.projectId)
  const isKept = (scene: SceneRecord) =>
    work.existing.has(scene.id) && !(input.sceneIds ? input.sceneIds.includes(scene.id) : input.force)
  const missing = scenes.filter((scene) => !isKept(scene))
  for (const scene of scenes) if (isKept(scene)) work.keep?.(scene)
  const failures = new Map<number, string>()
  /** The share of each item that is done; 1 for a finished one. */
  const shares = new Map<string, number>()
  const finished = () =>
    scenes.length - missing.length + [...shares.values()].filter((one) => one === 1).length
  const note = (scene: SceneRecord, share: number) => {
    shares.set(scene.id, share)
    const sum = [...shares.values()].reduce((total, one) => total + one, 0)
    // The end of the stage says that everything is done.
    if (sum < missing.length) run.report((100 * sum) / missing.length)
  }

  async function makeOne(scene: SceneRecord): Promise<void> {
    run.signal.throwIfAborted()
    const name = say(run.language, 'item', { number: scene.number })
    announceItem(run, work.stage, finished(), scenes.length, name)
    try {
      await work.make(scene, (share) => note(scene, Math.min(share, 0.99)))
    } catch (error) {
      run.signal.throwIfAborted()
      // The next items would meet the same problem.
      if (storageProblemOf(error) !== null) throw error
      failures.set(scene.number, `${name} (${wordsOf(error, run.language)})`)
      return
    }
    note(scene, 1)
    touchStage(run.db, run.projectId, work.stage)
    run.announce({
      type: 'item_completed',
      stage: work.stage,
      item_type: work.itemType,
      sequence_number: scene.number,
      metadata: { storyboard_id: scene.id },
    })
  }

  const limit = pLimit(work.atOnce)
  await Promise.all(missing.map((scene) => limit(makeOne, scene))).finally(() => limit.clearQueue())
  if (failures.size > 0) {
    const list = [...failures.entries()].sort(([a], [b]) => a - b).map(([, words]) => words)
    throw new Error(say(run.language, 'itemsFailed', { list: list.join(', ') }))
  }
  return scenes.length
}

/** Announce the item that starts. The percentage and the count are those of the finished items. */
function announceItem(run: RunContext, stage: Stage, finished: number, total: number, name: string): void {
  run.announce({
    type: 'progress',
    stage,
    progress: Math.round((finished / total) * 100),
    message: `${name} (${finished + 1}/${total})`,
    current: finished + 1,
    total,
    item_name: name,
  })
}

/** Make a picture for each scene. A new picture comes before older ones of the same scene. */
export async function runPictures(run: RunContext, input: StageInput): Promise<StageResult> {
  const images = imagesOf(run.db, run.projectId)
  const existing = new Set(images.map((image) => image.scene_id))
  const successCount = await forEachScene(run, input, {
    stage: 'image_generation',
    itemType: 'image',
    existing,
    atOnce: run.producers.threads,
    async make(scene) {
      // The same words again are another take.
      const take = images.filter((image) => image.scene_id === scene.id).length
      const request = { take, reference: null }
      const picture = await run.producers.picture(storyScene(scene), run.story, run.signal, request)
      const file = await run.media.write(picture.image.data, 'jpg')
      const thumbnail = await run.media.write(picture.thumbnail.data, 'jpg')
      run.signal.throwIfAborted()
      insertImage(run.db, scene.id, picture, { file, thumbnail }, pictureSource(scene))
    },
  })
  return { fullText: '', successCount }
}

/** Choose a camera move for each scene. The stage's text joins the texts of all moves in the order of the film. */
export async function runCameras(run: RunContext, input: StageInput): Promise<StageResult> {
  const kept = new Map(camerasOf(run.db, run.projectId).map((camera) => [camera.scene_id, camera.text]))
  const filmed = new Set(videosOf(run.db, run.projectId).map((video) => video.scene_id))
  const tokens = createTokenStream('camera_movement', run.announce)
  const successCount = await forEachScene(run, input, {
    stage: 'camera_movement',
    itemType: 'camera',
    existing: new Set(kept.keys()),
    // The texts of the moves are one text.
    atOnce: 1,
    keep(scene) {
      tokens.write(`${kept.get(scene.id) ?? ''}\n`)
      if (!filmed.has(scene.id)) run.clips?.begin(scene)
    },
    async make(scene) {
      let text = ''
      const image = newestImageOf(run.db, scene.id)
      const focus = focusOf(image)
      for await (const piece of run.producers.camera(storyScene(scene), focus, run.story, run.signal)) {
        run.signal.throwIfAborted()
        text += piece
        tokens.write(piece)
      }
      tokens.write('\n')
      const move = run.producers.readCamera(text, storyScene(scene), focus)
      putCamera(run.db, scene.id, move, text, moveSource(scene, image))
      if (!filmed.has(scene.id)) run.clips?.begin(scene)
    },
  })
  return { fullText: tokens.finish(), successCount }
}

/** Where the subject of a picture is; null where that is unknown. */
export function focusOf(image: ImageRecord | null): Focus | null {
  if (!image || image.focus_x === null || image.focus_y === null) return null
  return { x: image.focus_x, y: image.focus_y }
}

/** Make a clip from each scene's newest picture and its camera move. */
export async function runClips(run: RunContext, input: StageInput): Promise<StageResult> {
  const existing = new Set(videosOf(run.db, run.projectId).map((video) => video.scene_id))
  const successCount = await forEachScene(run, input, {
    stage: 'video_generation',
    itemType: 'video',
    existing,
    atOnce: run.producers.threads,
    async make(scene, onProgress) {
      const stored = run.clips?.take(scene.id) ?? storeClip(run, scene, onProgress)
      const { clip, madeFrom, ...files } = await stored
      run.signal.throwIfAborted()
      insertVideo(run.db, scene.id, clip, files, madeFrom)
    },
  })
  return { fullText: '', successCount }
}

/** The parts of a run that making a clip needs. */
type ClipContext = Pick<RunContext, 'db' | 'media' | 'producers' | 'story' | 'language' | 'signal'>

/** Make a clip of a scene, and write its files. */
export async function storeClip(
  run: ClipContext,
  scene: SceneRecord,
  onProgress: (share: number) => void,
): Promise<StoredClip> {
  const image = newestImageOf(run.db, scene.id)
  const madeFrom = clipSource(scene, image, cameraOf(run.db, scene.id))
  const { data, subtitles, ...clip } = await makeClip(run, scene, onProgress)
  return {
    clip,
    madeFrom,
    thumbnail: image?.thumbnail_file ?? '',
    file: await run.media.write(data, 'mp4'),
    subtitles: await run.media.write(subtitles, 'vtt'),
  }
}

/** Make a clip of a scene from its newest picture and its camera move. Nothing is stored. */
export async function makeClip(
  context: ClipContext,
  scene: SceneRecord,
  onProgress: (share: number) => void,
): Promise<ClipFile> {
  const { db, media, producers, story, language, signal } = context
  const image = newestImageOf(db, scene.id)
  const camera = cameraOf(db, scene.id)
  const place = image && media.locate(image.file)
  if (!image || !camera || !place) throw new Error(say(language, 'missingInput'))
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
