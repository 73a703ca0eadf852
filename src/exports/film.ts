import type { AspectRatio } from '../protocol/aspectRatios'

/** A media file that goes with an export. */
export interface ExportFile {
  /** Where it is fetched. */
  readonly url: string
  /** Its name in the export, such as `clips/001.mp4`. */
  readonly name: string
}

/** One scene of a film, as an export needs it. */
export interface ExportScene {
  readonly number: number
  readonly narration: string
  readonly description: string
  readonly imagePrompt: string
  readonly shotType: string | null
  /** How long it lasts in the film. */
  readonly seconds: number
  readonly picture: (ExportFile & { readonly width: number | null; readonly height: number | null }) | null
  readonly move: {
    readonly type: string
    readonly description: string | null
    readonly params: Readonly<Record<string, unknown>>
  } | null
  readonly clip: ExportFile | null
}

/** A film as an export needs it. */
export interface ExportFilm {
  readonly name: string
  readonly story: string
  /** The rewritten story; '' if there is none. */
  readonly rewrite: string
  readonly aspectRatio: AspectRatio
  readonly scenes: readonly ExportScene[]
}

/** The kinds of exports, by the names that pages and tests know them by. */
export const EXPORT_KINDS = ['mp4', 'zip', 'srt', 'vtt', 'md', 'jianying', 'otio', 'project'] as const
/** A kind of export. */
export type ExportKind = (typeof EXPORT_KINDS)[number]

/** What a scene shows in a program for editing: its clip, else its picture; null for neither. */
export function footageOf({ clip, picture }: ExportScene): ExportFile | null {
  return clip ?? picture
}
