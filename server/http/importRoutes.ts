import { Hono } from 'hono'
import { takeApart } from '../../src/exports/joinClips'
import { readArchive, type ArchivedProject, type ArchiveProblem } from '../../src/exports/projectArchive'
import { filmCues, toWebVtt } from '../../src/exports/subtitleFiles'
import { firstCharacters } from '../../src/protocol/characters'
import { MAX_SCENES } from '../../src/protocol/sceneLimits'
import { MAX_NAME_LENGTH, nameFromStory, storyProblem } from '../../src/protocol/storyText'
import { deleteProject, findProject, insertProject, settleStatus } from '../database/projects'
import { insertImage, insertScenes, insertVideo, putCamera, scenesOf } from '../database/scenes'
import { completeStage, saveStageText } from '../database/stages'
import { importPicture } from '../media/importPicture'
import { CLIP_FPS } from '../media/sizes'
import type { MediaExtension } from '../storage/mediaFiles'
import { say, type TextKey } from '../texts'
import type { Language } from '../words/language'
import { HttpError } from './httpError'
import { onlyPost } from './onlyPost'
import { projectSnapshot } from './projectView'
import { languageOf, ownerOf, readForm, type StudioContext, type StudioEnv } from './request'
import type { StudioServices } from './services'

const MB = 1024 * 1024
/** The most that an archive may have, packed and unpacked: some 100 minutes of film. */
const MAX_BYTES = 512 * MB
const PROBLEMS: Readonly<Record<ArchiveProblem, TextKey>> = {
  notZip: 'importNotZip',
  noProject: 'importNoProject',
  newer: 'importNewer',
  tooLarge: 'tooLarge',
  fileMissing: 'importFileMissing',
}

/** The names of the files of a scene, which the studio has stored. */
interface StoredScene {
  readonly image: (Awaited<ReturnType<typeof importPicture>> & { file: string; thumbnailFile: string }) | null
  readonly clip: { file: string; subtitles: string; seconds: number; width: number; height: number } | null
}

/** Open a project that was taken away as one ZIP file. */
export function importRoutes(studio: StudioServices): Hono<StudioEnv> {
  const routes = new Hono<StudioEnv>({ strict: false })
  routes.get('/import', onlyPost)
  routes.post('/import', async (c) => {
    const language = languageOf(c)
    const project = await readProject(c, language)
    const id = await store(studio, project, ownerOf(c), language)
    const stored = findProject(studio.db, id)
    if (!stored) throw new Error('an imported project is gone at once')
    return c.json(projectSnapshot(studio, stored, language), 201)
  })
  return routes
}

interface ReadProject {
  readonly project: ArchivedProject
  readonly files: ReadonlyMap<string, Uint8Array>
}

function refused(language: Language, key: TextKey): HttpError {
  return new HttpError(400, { error: say(language, key) })
}

async function readProject(c: StudioContext, language: Language): Promise<ReadProject> {
  const file = (await readForm(c, MAX_BYTES)).get('file')
  if (!(file instanceof Blob)) throw refused(language, 'importNotZip')
  const result = readArchive(new Uint8Array(await file.arrayBuffer()), MAX_BYTES)
  if (result.status === 'failed') throw refused(language, PROBLEMS[result.problem])
  if (storyProblem(result.project.story) !== null || result.project.scenes.length > MAX_SCENES)
    throw refused(language, 'importNoProject')
  return result
}

/** Store a project with its media. If that fails, nothing of it is left. */
async function store(
  studio: StudioServices,
  read: ReadProject,
  ownerId: string | null,
  language: Language,
): Promise<string> {
  const { project } = read
  const written: string[] = []
  async function write(data: Uint8Array | string, extension: MediaExtension): Promise<string> {
    const name = await studio.media.write(data, extension)
    written.push(name)
    return name
  }
  let id: string | null = null
  try {
    const scenes: StoredScene[] = []
    for (const scene of project.scenes) scenes.push(await storeMedia(scene, read.files, write, language))
    id = insertProject(
      studio.db,
      {
        name: firstCharacters(project.name.trim(), MAX_NAME_LENGTH) || nameFromStory(project.story),
        description: '',
        story: project.story,
        aspectRatio: project.aspect_ratio,
        filmLength: 'full',
      },
      ownerId,
    )
    fill(studio, id, project, scenes)
    return id
  } catch (error) {
    if (id !== null) deleteProject(studio.db, id)
    await studio.media.remove(written)
    throw error
  }
}

/** What was read of a file. Throws a 400 for a damaged one: what the libraries say of it is for developers. */
async function readable<T>(reading: Promise<T>, language: Language): Promise<T> {
  try {
    return await reading
  } catch {
    throw refused(language, 'importDamaged')
  }
}

async function storeMedia(
  scene: ArchivedProject['scenes'][number],
  files: ReadonlyMap<string, Uint8Array>,
  write: (data: Uint8Array | string, extension: MediaExtension) => Promise<string>,
  language: Language,
): Promise<StoredScene> {
  const bytesOf = (name: string | null) => (name === null ? undefined : files.get(name))
  const [picture, video] = [bytesOf(scene.picture), bytesOf(scene.clip)]
  const image = picture ? await readable(importPicture(picture), language) : null
  const parts = video ? await readable(takeApart(video), language) : null
  return {
    image: image && {
      ...image,
      file: await write(image.image.data, 'jpg'),
      thumbnailFile: await write(image.thumbnail.data, 'jpg'),
    },
    clip:
      video && parts
        ? {
            file: await write(video, 'mp4'),
            subtitles: await write(
              toWebVtt(filmCues([{ narration: scene.narration, seconds: parts.seconds }])),
              'vtt',
            ),
            seconds: parts.seconds,
            width: parts.config.codedWidth ?? 0,
            height: parts.config.codedHeight ?? 0,
          }
        : null,
  }
}

function fill(
  studio: StudioServices,
  id: string,
  project: ArchivedProject,
  stored: readonly StoredScene[],
): void {
  const { db } = studio
  const all = (has: (scene: StoredScene, index: number) => boolean) => stored.length > 0 && stored.every(has)
  db.transaction(() => {
    if (project.rewrite !== '') {
      saveStageText(db, id, 'rewrite', project.rewrite)
      completeStage(db, id, 'rewrite', {})
    }
    insertScenes(
      db,
      id,
      project.scenes.map((scene, index) => ({
        scene_number: index + 1,
        narration: scene.narration,
        description: scene.description,
        visual_prompt: scene.image_prompt,
        shot_type: scene.shot_type ?? '',
        durationSeconds: scene.duration_seconds,
      })),
    )
    for (const [index, scene] of scenesOf(db, id).entries()) {
      const media = stored[index]
      const move = project.scenes[index]?.move
      if (media?.image)
        insertImage(
          db,
          scene.id,
          { image: media.image.image, focus: null },
          { file: media.image.file, thumbnail: media.image.thumbnailFile },
          null,
        )
      if (move)
        putCamera(
          db,
          scene.id,
          { movementType: move.type, params: { ...move.params, description: move.description ?? '' } },
          '',
          null,
        )
      if (media?.clip)
        insertVideo(
          db,
          scene.id,
          {
            width: media.clip.width,
            height: media.clip.height,
            fps: CLIP_FPS,
            durationSeconds: media.clip.seconds,
          },
          {
            file: media.clip.file,
            thumbnail: media.image?.thumbnailFile ?? '',
            subtitles: media.clip.subtitles,
          },
          null,
        )
    }
    if (stored.length > 0) completeStage(db, id, 'storyboard', {})
    if (all(({ image }) => image !== null)) completeStage(db, id, 'image_generation', {})
    if (all((_, index) => Boolean(project.scenes[index]?.move))) completeStage(db, id, 'camera_movement', {})
    if (all(({ clip }) => clip !== null)) completeStage(db, id, 'video_generation', {})
    settleStatus(db, id)
  })
}
