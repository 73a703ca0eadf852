import type { Database } from '../database/database'
import type { ProjectRecord } from '../database/projects'
import type { Producers, StoryContext } from '../producers/types'
import type { TaskBoard } from '../jobs/taskBoard'
import type { MediaFiles } from '../storage/mediaFiles'
import type { Announcement, Hub } from '../streams/hub'
import type { Language } from '../words/language'
import type { ClipsAhead } from './clipsAhead'

/** The parts of the studio that a run works with. */
export interface StudioParts {
  readonly db: Database
  readonly hub: Hub
  readonly media: MediaFiles
  readonly producers: Producers
  readonly tasks: TaskBoard
}

/** One run of a project, as its stages see it. */
export interface RunContext extends StudioParts {
  readonly projectId: string
  readonly story: StoryContext
  /** The language of the run's messages: the one of the request that started it. */
  readonly language: Language
  /** Aborted by a pause, by the deletion of the project and when the studio closes. */
  readonly signal: AbortSignal
  readonly announce: (announcement: Announcement) => void
  /** Say how far a stage that runs alone is, in percent. */
  readonly report: (percent: number) => void
  /** Clips that are made before their stage begins; null in a run of one stage alone. */
  readonly clips: ClipsAhead | null
}

/** The items that a stage should make. */
export interface StageInput {
  /** The scenes whose items are made again; null makes the missing items. */
  readonly sceneIds: readonly string[] | null
  /** Make every item again. */
  readonly force: boolean
}

/** Make only the missing parts. */
export const ONLY_MISSING: StageInput = { sceneIds: null, force: false }

/** What a stage has made. */
export interface StageResult {
  /** The stage's whole text; `''` for a stage without text. */
  readonly fullText: string
  readonly successCount: number
  /** What is kept with the result besides its counts. */
  readonly notes?: Readonly<Record<string, unknown>>
}

/** A project as producers see it. */
export function storyOf(project: ProjectRecord): StoryContext {
  const { id, story, aspect_ratio: aspectRatio, film_length: filmLength } = project
  return { projectId: id, story, aspectRatio, filmLength }
}

/** The context of one run. `report`: called with its progress in percent. */
export function createRunContext(
  parts: StudioParts,
  project: ProjectRecord,
  language: Language,
  signal: AbortSignal,
  report: (percent: number) => void,
): RunContext {
  return {
    ...parts,
    projectId: project.id,
    story: storyOf(project),
    language,
    signal,
    announce: (announcement) => parts.hub.publish(project.id, announcement),
    report,
    clips: null,
  }
}
