import type { Database } from '../database/database'
import type { ProjectRecord } from '../database/projects'
import type { Producers, StoryContext } from '../producers/types'
import type { MediaFiles } from '../storage/mediaFiles'
import type { Announcement, Hub } from '../streams/hub'
import type { Language } from '../words/language'

/** The parts of the studio that a run works with. */
export interface StudioParts {
  readonly db: Database
  readonly hub: Hub
  readonly media: MediaFiles
  readonly producers: Producers
}

/** One run of a project, as its stages see it. */
export interface RunContext extends StudioParts {
  readonly projectId: string
  readonly story: StoryContext
  /** The language of messages, that of the person who started the run. */
  readonly language: Language
  /** Aborted by a pause, by the removal of the project and when the studio closes. */
  readonly signal: AbortSignal
  readonly announce: (announcement: Announcement) => void
}

/** What a stage is asked to do; by default all that is missing. */
export interface StageInput {
  /** Scenes whose item is to be made anew; null for those that have none. */
  readonly sceneIds: readonly string[] | null
  /** Make everything anew. */
  readonly force: boolean
}

/** Nothing but what is missing. */
export const WHAT_IS_MISSING: StageInput = { sceneIds: null, force: false }

/** What a stage has to show for its work. */
export interface StageResult {
  /** The stage's whole text; '' where it writes none. */
  readonly fullText: string
  readonly successCount: number
}

/** Makes the context of one run. */
export function createRunContext(
  parts: StudioParts,
  project: ProjectRecord,
  language: Language,
  signal: AbortSignal,
): RunContext {
  return {
    ...parts,
    projectId: project.id,
    story: { projectId: project.id, story: project.story, aspectRatio: project.aspect_ratio },
    language,
    signal,
    announce: (announcement) => parts.hub.publish(project.id, announcement),
  }
}
