import { fetchMedia } from '@/api/media'
import { footageOf, type ExportFile, type ExportFilm, type ExportKind } from '@/exports/film'
import type { ClipParts } from '@/exports/joinClips'
import { toJianyingDraft, toJianyingMeta } from '@/exports/jianyingDraft'
import { toMarkdown, type MarkdownWords } from '@/exports/markdown'
import { toOpenTimeline } from '@/exports/openTimeline'
import type { PackedFile } from '@/exports/packFiles'
import { MANIFEST_NAME, toManifest } from '@/exports/projectManifest'
import { filmCues, toSubRip, toWebVtt } from '@/exports/subtitleFiles'
import { randomId } from '@/platform/randomId'

/** An export that the film itself makes impossible: clips that one decoder cannot play in a row, or that are no MP4 files. */
export class ExportProblem extends Error {
  constructor(
    readonly kind: 'clipsDiffer' | 'notMp4',
    cause?: unknown,
  ) {
    super(kind, { cause })
  }
}

/** What the making of an export needs beside the film. */
export interface ExportWork {
  readonly words: MarkdownWords
  /** Of the narration, as ISO 639-2/T. */
  readonly language: string
  readonly signal: AbortSignal
  /** Called with the share that is done, from 0 to 1. */
  readonly onProgress: (share: number) => void
}

/** The extension of each export's file. */
export const EXTENSIONS: Readonly<Record<ExportKind, string>> = {
  mp4: 'mp4',
  zip: 'zip',
  srt: 'srt',
  vtt: 'vtt',
  md: 'md',
  jianying: 'jianying.zip',
  otio: 'otio.zip',
  project: 'dailies.zip',
}

const clipsOf = (film: ExportFilm) => film.scenes.flatMap(({ clip }) => clip ?? [])
const footageOfAll = (film: ExportFilm) => film.scenes.flatMap((scene) => footageOf(scene) ?? [])
const mediaOf = (film: ExportFilm) =>
  film.scenes.flatMap(({ picture, clip }) => [picture, clip].filter((file) => file !== null))

async function zip(
  texts: readonly PackedFile[],
  media: readonly ExportFile[],
  { signal, onProgress }: ExportWork,
): Promise<Blob> {
  const { packFiles } = await import('@/exports/packFiles')
  async function* files() {
    yield* texts
    for (const [index, { url, name }] of media.entries()) {
      yield { name, input: await fetchMedia(url, signal) }
      onProgress((index + 1) / media.length)
    }
  }
  return packFiles(files())
}

async function film(whole: ExportFilm, { signal, language, onProgress }: ExportWork): Promise<Blob> {
  const { joinClips, takeApart } = await import('@/exports/joinClips')
  const clips = clipsOf(whole)
  const parts: ClipParts[] = []
  for (const [index, { url }] of clips.entries()) {
    const bytes = await fetchMedia(url, signal)
    parts.push(
      await takeApart(bytes).catch((cause: unknown) => {
        throw new ExportProblem('notMp4', cause)
      }),
    )
    onProgress((index + 1) / (clips.length + 1))
  }
  if (new Set(parts.map(({ kind }) => kind)).size > 1) throw new ExportProblem('clipsDiffer')
  const shots = whole.scenes.map(({ narration }, index) => ({
    narration,
    seconds: parts[index]?.seconds ?? 0,
  }))
  const joined = await joinClips(parts, filmCues(shots), language)
  return new Blob([joined], { type: 'video/mp4' })
}

const text = (content: string, type: string) => new Blob([content], { type: `${type};charset=utf-8` })

type Maker = (film: ExportFilm, work: ExportWork) => Blob | Promise<Blob>

const MAKERS: Readonly<Record<ExportKind, Maker>> = {
  mp4: film,
  zip: (whole, work) => zip([], clipsOf(whole), work),
  srt: ({ scenes }) => text(toSubRip(filmCues(scenes)), 'application/x-subrip'),
  vtt: ({ scenes }) => text(toWebVtt(filmCues(scenes)), 'text/vtt'),
  md: (whole, { words }) => text(toMarkdown(whole, words), 'text/markdown'),
  jianying(whole, work) {
    const folder = `${whole.name.replace(/[/\\]/g, ' ').trim() || 'dailies'}/`
    const draft = toJianyingDraft(whole, randomId)
    // 剪映 reads the first name, CapCut on other systems the second.
    const texts = [
      { name: `${folder}draft_content.json`, input: draft },
      { name: `${folder}draft_info.json`, input: draft },
      { name: `${folder}draft_meta_info.json`, input: toJianyingMeta(whole, randomId) },
    ]
    const media = footageOfAll(whole).map(({ url, name }) => ({ url, name: folder + name }))
    return zip(texts, media, work)
  },
  otio: (whole, work) =>
    zip([{ name: 'timeline.otio', input: toOpenTimeline(whole) }], footageOfAll(whole), work),
  project: (whole, work) => zip([{ name: MANIFEST_NAME, input: toManifest(whole) }], mediaOf(whole), work),
}

/**
 * Make a file of a film.
 *
 * @throws {ApiError} if its media cannot be fetched, or `cancelled` once the signal is aborted
 * @throws {ExportProblem} if the film itself makes it impossible
 */
export async function makeExport(kind: ExportKind, whole: ExportFilm, work: ExportWork): Promise<Blob> {
  return MAKERS[kind](whole, work)
}
