import type { ExportFilm } from './film'
import type { ArchivedProject } from './projectArchive'

/*
 * A project as one ZIP file: `dailies.json`, and beside it the media that it names. Any Dailies with the embedded studio
 * opens it again. Writing is apart from reading, which pages do not need.
 */

/** The name of the description in an archive. */
export const MANIFEST_NAME = 'dailies.json'
/** What marks a description as one of ours. */
export const FORMAT = 'dailies-project'
/** Of the description; an older Dailies refuses a newer one. */
export const VERSION = 1

/** The description of a project in its archive, as JSON. */
export function toManifest(film: ExportFilm): string {
  const project: ArchivedProject = {
    format: FORMAT,
    version: VERSION,
    name: film.name,
    story: film.story,
    rewrite: film.rewrite,
    aspect_ratio: film.aspectRatio,
    scenes: film.scenes.map((scene) => ({
      narration: scene.narration,
      description: scene.description,
      image_prompt: scene.imagePrompt,
      shot_type: scene.shotType,
      duration_seconds: scene.seconds,
      picture: scene.picture?.name ?? null,
      move: scene.move && { ...scene.move, params: { ...scene.move.params } },
      clip: scene.clip?.name ?? null,
    })),
  }
  return `${JSON.stringify(project, null, 2)}\n`
}
