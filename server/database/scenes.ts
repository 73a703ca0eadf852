import { randomUUID } from 'node:crypto'
import { STAGES, type Stage } from '../../src/protocol/stages'
import type { CameraDraft, ClipFile, Picture, StoryScene } from '../producers/types'
import type { Database } from './database'

/** A scene of the storyboard. */
export interface SceneRecord {
  id: string
  number: number
  narration: string
  description: string
  image_prompt: string
  shot_type: string
  duration_seconds: number
  /** When a person changed its words; null: never. */
  updated_at: number | null
}

/** A picture of a scene. `file` and `thumbnail_file` name media files. */
export interface ImageRecord {
  id: string
  scene_id: string
  file: string
  thumbnail_file: string
  width: number
  height: number
  /** Where its subject is, in fractions from the top left corner; null where that is unknown. */
  focus_x: number | null
  focus_y: number | null
  /** A digest of what it was made from; null where that is unknown. So for moves and clips. */
  made_from: string | null
  created_at: number
}

/** A scene's camera move. `params` is JSON text, `text` what the model wrote. */
export interface CameraRecord {
  id: string
  scene_id: string
  movement_type: string
  params: string
  text: string
  made_from: string | null
  updated_at: number
}

/** A clip of a scene. The three files name media files. */
export interface VideoRecord {
  id: string
  scene_id: string
  file: string
  thumbnail_file: string
  subtitle_file: string
  duration_seconds: number
  width: number
  height: number
  fps: number
  made_from: string | null
  created_at: number
}

/** A project's scenes in the order of the film. */
export function scenesOf(db: Database, projectId: string): SceneRecord[] {
  return db.all('SELECT * FROM scenes WHERE project_id = ? ORDER BY number', projectId)
}

function itemsOf<Row>(db: Database, table: 'images' | 'camera_moves' | 'videos', projectId: string): Row[] {
  return db.all(
    `SELECT i.* FROM ${table} i JOIN scenes c ON c.id = i.scene_id WHERE c.project_id = ?
     ORDER BY c.number, i.rowid DESC`,
    projectId,
  )
}

/** All pictures of a project by scene, the newest of each scene first. */
export function imagesOf(db: Database, projectId: string): ImageRecord[] {
  return itemsOf(db, 'images', projectId)
}

/** The newest picture of a scene; null if it has none. */
export function newestImageOf(db: Database, sceneId: string): ImageRecord | null {
  return db.get<ImageRecord>('SELECT * FROM images WHERE scene_id = ? ORDER BY rowid DESC LIMIT 1', sceneId)
}

/** The camera move of a scene; null if it has none. */
export function cameraOf(db: Database, sceneId: string): CameraRecord | null {
  return db.get<CameraRecord>('SELECT * FROM camera_moves WHERE scene_id = ?', sceneId)
}

/** All camera moves of a project by scene. */
export function camerasOf(db: Database, projectId: string): CameraRecord[] {
  return itemsOf(db, 'camera_moves', projectId)
}

/** All clips of a project by scene, the newest of each scene first. */
export function videosOf(db: Database, projectId: string): VideoRecord[] {
  return itemsOf(db, 'videos', projectId)
}

/** Store a project's scenes. Earlier ones must have been removed by `clearProducts`. */
export function insertScenes(db: Database, projectId: string, scenes: readonly StoryScene[]): void {
  for (const [index, scene] of scenes.entries())
    db.run(
      `INSERT INTO scenes (id, project_id, number, narration, description, image_prompt, shot_type, duration_seconds)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[randomUUID(), projectId, index + 1, scene.narration, scene.description, scene.visual_prompt],
      ...[scene.shot_type, scene.durationSeconds],
    )
}

/** Store one more picture of a scene. `madeFrom`: a digest of what it was made from; null where that is unknown. */
export function insertImage(
  db: Database,
  sceneId: string,
  { image, focus }: Pick<Picture, 'image' | 'focus'>,
  files: { file: string; thumbnail: string },
  madeFrom: string | null,
): void {
  db.run(
    `INSERT INTO images (id, scene_id, file, thumbnail_file, width, height, focus_x, focus_y, made_from, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[randomUUID(), sceneId, files.file, files.thumbnail, image.width, image.height],
    ...[focus?.x ?? null, focus?.y ?? null, madeFrom, Date.now()],
  )
}

/** Store a scene's camera move; it replaces an earlier one. */
export function putCamera(
  db: Database,
  sceneId: string,
  move: CameraDraft,
  text: string,
  madeFrom: string | null,
): void {
  db.run(
    `INSERT INTO camera_moves (id, scene_id, movement_type, params, text, made_from, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (scene_id) DO UPDATE SET movement_type = excluded.movement_type, params = excluded.params,
       text = excluded.text, made_from = excluded.made_from, updated_at = excluded.updated_at`,
    ...[randomUUID(), sceneId, move.movementType, JSON.stringify(move.params), text, madeFrom, Date.now()],
  )
}

/** Store one more clip of a scene. */
export function insertVideo(
  db: Database,
  sceneId: string,
  clip: Pick<ClipFile, 'width' | 'height' | 'fps' | 'durationSeconds'>,
  files: { file: string; thumbnail: string; subtitles: string },
  madeFrom: string | null,
): void {
  db.run(
    `INSERT INTO videos (id, scene_id, file, thumbnail_file, subtitle_file, duration_seconds, width, height, fps,
       made_from, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[randomUUID(), sceneId, files.file, files.thumbnail, files.subtitles],
    ...[clip.durationSeconds, clip.width, clip.height, clip.fps, madeFrom, Date.now()],
  )
}

/** The table of what each stage produces besides its text. */
const PRODUCTS: Readonly<Record<Stage, 'scenes' | 'images' | 'camera_moves' | 'videos' | null>> = {
  rewrite: null,
  storyboard: 'scenes',
  image_generation: 'images',
  camera_movement: 'camera_moves',
  video_generation: 'videos',
}

/** Remove what `stages` produced, except the media files. Removing scenes removes their items as well. */
export function clearProducts(db: Database, projectId: string, stages: readonly Stage[]): void {
  for (const stage of STAGES) {
    const table = PRODUCTS[stage]
    if (table === null || !stages.includes(stage)) continue
    if (table === 'scenes') db.run('DELETE FROM scenes WHERE project_id = ?', projectId)
    else
      db.run(`DELETE FROM ${table} WHERE scene_id IN (SELECT id FROM scenes WHERE project_id = ?)`, projectId)
  }
}

/** Change the words of a scene; undefined fields stay. Returns whether the project has the scene. */
export function updateScene(
  db: Database,
  projectId: string,
  sceneId: string,
  change: {
    description: string | undefined
    narration: string | undefined
    imagePrompt: string | undefined
    durationSeconds: number | undefined
  },
): boolean {
  const changed = db.run(
    `UPDATE scenes SET description = coalesce(?, description), narration = coalesce(?, narration),
       image_prompt = coalesce(?, image_prompt), duration_seconds = coalesce(?, duration_seconds), updated_at = ?
     WHERE id = ? AND project_id = ?`,
    ...[change.description ?? null, change.narration ?? null, change.imagePrompt ?? null],
    ...[change.durationSeconds ?? null, Date.now(), sceneId, projectId],
  )
  return changed > 0
}

/** Put a project's scenes into another order. `ids` names each of them once. */
export function orderScenes(db: Database, projectId: string, ids: readonly string[]): void {
  db.transaction(() => {
    // A number belongs to one scene at a time, so all of them are freed first.
    db.run('UPDATE scenes SET number = -number WHERE project_id = ?', projectId)
    for (const [index, id] of ids.entries())
      db.run('UPDATE scenes SET number = ? WHERE id = ? AND project_id = ?', index + 1, id, projectId)
  })
}

/**
 * Make an older picture or clip of a scene the newest one again.
 *
 * @returns whether the project has it
 */
export function takeBack(db: Database, projectId: string, table: 'images' | 'videos', id: string): boolean {
  const changed = db.run(
    `UPDATE ${table} SET rowid = (SELECT max(rowid) + 1 FROM ${table})
     WHERE id = ? AND scene_id IN (SELECT id FROM scenes WHERE project_id = ?)`,
    ...[id, projectId],
  )
  return changed > 0
}

/** Change a camera move that exists; undefined fields stay. */
export function updateCamera(
  db: Database,
  cameraId: string,
  change: { movementType: string | undefined; params: object | undefined; madeFrom: string | null },
): void {
  db.run(
    `UPDATE camera_moves SET movement_type = coalesce(?, movement_type), params = coalesce(?, params), made_from = ?,
       updated_at = ? WHERE id = ?`,
    ...[change.movementType ?? null, change.params ? JSON.stringify(change.params) : null, change.madeFrom],
    ...[Date.now(), cameraId],
  )
}
