import { footageOf, type ExportFile, type ExportFilm, type ExportKind } from '@/exports/film'
import type { ProjectInfo, Scene } from '@/pipeline/state'
import type { AspectRatio } from '@/protocol/aspectRatios'
import { shotSeconds } from './filmTimeline'

/** A name for a scene's file: its number in the film, with the extension of its address if that is one of a media file. */
function fileOf(url: string, folder: string, number: number, known: RegExp, usual: string): ExportFile {
  const path = url.split(/[?#]/)[0] ?? ''
  const extension = known.exec(path)?.[1]?.toLowerCase() ?? usual
  return { url, name: `${folder}/${String(number).padStart(3, '0')}.${extension}` }
}

const PICTURE = /\.(jpe?g|png|webp|avif|gif)$/i
const CLIP = /\.(mp4|m4v|mov|webm)$/i

/** A film as exports need it, of what is known of its project. */
export function exportFilm(
  info: Pick<ProjectInfo, 'name' | 'story'>,
  scenes: readonly Scene[],
  rewrite: string,
  aspectRatio: AspectRatio,
): ExportFilm {
  return {
    name: info.name,
    story: info.story,
    rewrite,
    aspectRatio,
    scenes: scenes.map((scene) => {
      const { number, narration, description, imagePrompt, shotType, image, camera, clip } = scene
      return {
        number,
        narration,
        description,
        imagePrompt,
        shotType,
        seconds: shotSeconds(scene),
        picture:
          image.status === 'completed'
            ? {
                ...fileOf(image.value.url, 'pictures', number, PICTURE, 'jpg'),
                width: image.value.width,
                height: image.value.height,
              }
            : null,
        move:
          camera.status === 'completed'
            ? {
                type: camera.value.type,
                description: camera.value.description,
                params: camera.value.params,
              }
            : null,
        clip: clip.status === 'completed' ? fileOf(clip.value.url, 'clips', number, CLIP, 'mp4') : null,
      }
    }),
  }
}

/** Why an export cannot be made of a film now; null if it can. */
export type ExportObstacle = 'noClips' | 'missingClips' | 'noWords' | 'noPictures'

/** What stands in the way of an export. */
export function exportObstacle(
  kind: ExportKind,
  { scenes }: Pick<ExportFilm, 'scenes'>,
): ExportObstacle | null {
  const clips = scenes.filter(({ clip }) => clip !== null).length
  switch (kind) {
    case 'mp4':
      if (clips === 0) return 'noClips'
      return clips < scenes.length ? 'missingClips' : null
    case 'zip':
      return clips === 0 ? 'noClips' : null
    case 'srt':
    case 'vtt':
      return scenes.some(({ narration }) => narration.trim() !== '') ? null : 'noWords'
    case 'jianying':
    case 'otio':
      return scenes.some((scene) => footageOf(scene) !== null) ? null : 'noPictures'
    case 'md':
    case 'project':
      return null
  }
}
