import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  EXTRACTION_TYPE,
  MATCHING_TYPE,
  type WireJobResult,
  type WireProposedScene,
} from '../../src/protocol/jobs'
import { NO_DRAFTS, readOn } from '../../src/protocol/sceneDrafts'
import { stageOf } from '../database/stages'
import type { Faults } from '../faults/faults'
import type { StoryContext, StoryScene } from '../producers/types'
import type { StudioParts } from '../runs/runContext'
import { say } from '../texts'
import { languageOfText, type Language } from '../words/language'
import { PLACES, THINGS } from '../words/lexicon'
import { readLook } from '../words/look'

/** The types of jobs that the studio knows. */
export type JobType = typeof EXTRACTION_TYPE | typeof MATCHING_TYPE

/** How far a job is. What is left out stays as it was. */
export interface JobProgress {
  /** Percent. */
  readonly progress?: number
  readonly current_step?: number
  readonly total_steps?: number
  readonly message?: string
}

/** One job, as its work sees it. */
export interface JobContext extends StudioParts {
  readonly story: StoryContext
  readonly language: Language
  /** Aborted when the job is cancelled, when its project is deleted and when the studio closes. */
  readonly signal: AbortSignal
  readonly faults: Faults | null
  readonly report: (progress: JobProgress) => void
}

/** What a job has made, and the job that follows it. */
export interface JobOutcome {
  readonly result: WireJobResult
  readonly next: { readonly type: JobType; readonly work: JobWork } | null
}

/** The work of a job. It throws the signal's reason soon after `signal` is aborted. */
export type JobWork = (context: JobContext) => Promise<JobOutcome>

/** How many things and places of a scene are named. */
const MOST_CAST = 4

/** Wait as long as the fault `slow_job` says. */
async function delayIfAsked({ faults, signal }: JobContext, jobType: JobType): Promise<void> {
  const slow = faults?.take('slow_job', { jobType })
  if (slow) await faults?.wait(slow, signal)
  signal.throwIfAborted()
}

function failIfAsked({ faults, language }: JobContext, jobType: JobType): void {
  if (faults?.take('fail_job', { jobType })) throw new Error(say(language, 'jobFailedOnRequest'))
}

/**
 * Divide a project's text into scenes: the rewritten text where there is one, else the story. The matching of cast and
 * places follows.
 */
export const extractScenes: JobWork = async (context) => {
  const { db, producers, story, signal, language, report } = context
  const rewritten = stageOf(db, story.projectId, 'rewrite').text
  report({ message: say(language, 'jobReading') })
  let text = ''
  let reading = NO_DRAFTS
  await delayIfAsked(context, EXTRACTION_TYPE)
  failIfAsked(context, EXTRACTION_TYPE)
  for await (const piece of producers.storyboard(rewritten, story, signal)) {
    signal.throwIfAborted()
    text += piece
    const found = reading.count
    reading = readOn(reading, piece)
    if (reading.count > found) report({ message: say(language, 'jobFound', { count: reading.count }) })
  }
  const scenes = producers.readStoryboard(text, story)
  return { result: {}, next: { type: MATCHING_TYPE, work: matchScenes(scenes) } }
}

/** The names of who and what appears in a scene, in the language of its text. */
function castOf(scene: StoryScene): string[] {
  const text = `${scene.narration} ${scene.description}`
  const language = languageOfText(scene.narration)
  const { things, places } = readLook(text)
  return [
    ...things.map((thing) => THINGS[thing].name[language]),
    ...places.map((place) => PLACES[place].name[language]),
  ].slice(0, MOST_CAST)
}

/** Match each scene with the cast and the places of the story. The result proposes the scenes as a storyboard. */
function matchScenes(scenes: readonly StoryScene[]): JobWork {
  return async (context) => {
    const { signal, language, report } = context
    const proposed: WireProposedScene[] = []
    for (const [index, scene] of scenes.entries()) {
      report({
        current_step: index + 1,
        total_steps: scenes.length,
        progress: (100 * index) / scenes.length,
        message: say(language, 'jobMatching', { number: index + 1 }),
      })
      await delayIfAsked(context, MATCHING_TYPE)
      await nextTurn(undefined, { signal })
      const { narration, visual_prompt, shot_type } = scene
      proposed.push({ scene_number: index + 1, narration, visual_prompt, shot_type, cast: castOf(scene) })
    }
    failIfAsked(context, MATCHING_TYPE)
    return { result: { scenes: proposed }, next: null }
  }
}
