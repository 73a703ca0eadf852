import { createHash } from 'node:crypto'
import {
  camerasOf,
  imagesOf,
  scenesOf,
  type CameraRecord,
  type ImageRecord,
  type SceneRecord,
} from '../database/scenes'
import type { Database } from '../database/database'

/*
 * What things are made from, as digests that are kept with them. Once the words, the picture or the move that a thing was
 * made from have changed, its digest differs from the present one: it was made from an older version.
 */

type Part = string | number | null

function digest(kind: string, ...parts: readonly Part[]): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, ...parts]))
    .digest('hex')
    .slice(0, 16)
}

function wordsOf(scene: SceneRecord): Part[] {
  return [scene.narration, scene.description, scene.image_prompt, scene.shot_type]
}

/** What a storyboard is made from: the rewritten story. */
export function storyboardSource(rewritten: string): string {
  return digest('storyboard', rewritten)
}

/** What a picture is made from: the words of its scene. */
export function pictureSource(scene: SceneRecord): string {
  return digest('picture', ...wordsOf(scene))
}

/** What a camera move is made from: the words of its scene, and the picture on which it is aimed. */
export function moveSource(scene: SceneRecord, image: Pick<ImageRecord, 'id'> | null): string {
  return digest('move', ...wordsOf(scene), image?.id ?? null)
}

/** What a clip is made from: the picture, the move, and the narration with its length. */
export function clipSource(
  scene: SceneRecord,
  image: Pick<ImageRecord, 'id'> | null,
  camera: Pick<CameraRecord, 'movement_type' | 'params'> | null,
): string {
  const { narration, duration_seconds: seconds } = scene
  return digest(
    'clip',
    narration,
    seconds,
    image?.id ?? null,
    camera?.movement_type ?? null,
    camera?.params ?? null,
  )
}

/** What the items of a scene would be made from now. */
export interface SceneSources {
  readonly picture: string
  readonly move: string
  readonly clip: string
}

/** What the items of each scene of a project would be made from now, by the scene's id. */
export function sourcesOf(db: Database, projectId: string): ReadonlyMap<string, SceneSources> {
  // The newest picture of a scene comes first, and counts.
  const images = new Map(
    imagesOf(db, projectId)
      .toReversed()
      .map((image) => [image.scene_id, image]),
  )
  const cameras = new Map(camerasOf(db, projectId).map((camera) => [camera.scene_id, camera]))
  return new Map(
    scenesOf(db, projectId).map((scene) => {
      const [image, camera] = [images.get(scene.id) ?? null, cameras.get(scene.id) ?? null]
      return [
        scene.id,
        {
          picture: pictureSource(scene),
          move: moveSource(scene, image),
          clip: clipSource(scene, image, camera),
        },
      ]
    }),
  )
}
