import { readFile } from 'node:fs/promises'
import { joinClips, takeApart, type ClipParts } from '../../src/exports/joinClips'
import { filmCues } from '../../src/exports/subtitleFiles'
import type { ProjectRecord } from '../database/projects'
import { scenesOf, videosOf, type SceneRecord, type VideoRecord } from '../database/scenes'
import { makeClip } from '../runs/itemStages'
import { storyOf, type StudioParts } from '../runs/runContext'
import { say } from '../texts'
import { languageOfText, type Language } from '../words/language'

/** One export, as its work sees it. */
export interface ExportContext extends StudioParts {
  readonly project: ProjectRecord
  /** The language of the messages. */
  readonly language: Language
  /** Aborted when the export is cancelled, when its project is deleted and when the studio closes. */
  readonly signal: AbortSignal
  readonly report: (percent: number, message?: string) => void
  /** Called before each scene. */
  readonly onScene: () => Promise<void>
}

/** The codes of ISO 639-2/T. */
const LANGUAGE_CODES: Readonly<Record<Language, string>> = { zh: 'zho', en: 'eng' }

/** The share of the work that reads the clips, or encodes them anew. The rest joins them. */
const CLIPS_PERCENT = 90

interface Shot {
  readonly scene: SceneRecord
  readonly clip: VideoRecord
}

/** The newest clip of each scene. Throws an Error with a text for the person where one is missing. */
function shotsOf({ db, project, language }: ExportContext): Shot[] {
  const clips = videosOf(db, project.id)
  const scenes = scenesOf(db, project.id)
  const shots = scenes.flatMap((scene) => {
    const clip = clips.find((one) => one.scene_id === scene.id)
    return clip ? [{ scene, clip }] : []
  })
  if (shots.length === 0 || shots.length < scenes.length) throw new Error(say(language, 'clipsMissing'))
  return shots
}

/** Whether one decoder can play all clips one after the other. */
function areOfOneKind(parts: readonly ClipParts[]): boolean {
  return new Set(parts.map(({ kind }) => kind)).size === 1
}

async function read(context: ExportContext, { clip }: Shot): Promise<ClipParts> {
  const place = context.media.locate(clip.file)
  if (!place) throw new Error(say(context.language, 'clipsMissing'))
  return takeApart(new Uint8Array(await readFile(place.path)))
}

/**
 * Join the clips of a project into one MP4 file with the narration as a track of subtitles. Clips that one decoder can play
 * one after the other are joined as they are; where some differ, those that are not as the studio makes them now are encoded
 * anew.
 *
 * @throws Error with a text for the person; the signal's reason soon after it is aborted
 */
export async function exportFilm(context: ExportContext): Promise<Uint8Array> {
  const { signal, report, language } = context
  const shots = shotsOf(context)
  const parts: ClipParts[] = []
  for (const [index, shot] of shots.entries()) {
    report((CLIPS_PERCENT * index) / shots.length, say(language, 'exportReading', { number: index + 1 }))
    await context.onScene()
    signal.throwIfAborted()
    parts.push(await read(context, shot))
  }
  if (!areOfOneKind(parts)) await refit(context, shots, parts)
  report(CLIPS_PERCENT, say(language, 'exportJoining'))
  const cues = filmCues(
    shots.map(({ scene }, index) => ({ narration: scene.narration, seconds: parts[index]?.seconds ?? 0 })),
  )
  const film = await joinClips(parts, cues, LANGUAGE_CODES[languageOfText(context.project.story)])
  signal.throwIfAborted()
  return film
}

/** The clip whose kind is the rarest: most likely one that is not as the studio makes them now. */
function oddOneOut(parts: readonly ClipParts[]): number {
  const count = (kind: string) => parts.filter((part) => part.kind === kind).length
  const counts = parts.map(({ kind }) => count(kind))
  return counts.indexOf(Math.min(...counts))
}

/** Encode clips anew until all are of the kind that the studio makes now, which the first of them shows. */
async function refit(context: ExportContext, shots: readonly Shot[], parts: ClipParts[]): Promise<void> {
  const { report, language } = context
  const encode = async (index: number, share: (own: number) => number) => {
    const shot = shots[index]
    if (!shot) return
    const message = say(language, 'exportEncoding', { number: shot.scene.number })
    const note = (own: number) => report(CLIPS_PERCENT * share(own), message)
    note(0)
    // What is stored stays as it is.
    const clip = await makeClip({ ...context, story: storyOf(context.project) }, shot.scene, note)
    parts[index] = await takeApart(clip.data)
  }
  const first = oddOneOut(parts)
  await encode(first, (own) => own / parts.length)
  const kind = parts[first]?.kind
  const others = [...parts.keys()].filter((index) => parts[index]?.kind !== kind)
  for (const [done, index] of others.entries())
    await encode(index, (own) => (1 + done + own) / (1 + others.length))
  if (!areOfOneKind(parts)) throw new Error(say(language, 'clipsDiffer'))
}
