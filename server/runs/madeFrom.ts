import { createHash } from 'node:crypto'
import type { CameraRecord, ImageRecord, SceneRecord } from '../database/scenes'

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
