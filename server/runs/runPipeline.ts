import { STAGES, type Stage } from '../../src/protocol/stages'
import { setStatus, settleStatus } from '../database/projects'
import { completeStage, failStage, interruptStage, stageOf, startStage } from '../database/stages'
import { say, stageName } from '../texts'
import { StageFailedError, wordsOf } from './failure'
import { createClipsAhead } from './clipsAhead'
import { runCameras, runClips, runPictures, storeClip } from './itemStages'
import { ONLY_MISSING, type RunContext, type StageInput, type StageResult } from './runContext'
import { runRewrite, runStoryboard } from './textStages'

const WORK: Record<Stage, (run: RunContext, input: StageInput) => Promise<StageResult>> = {
  rewrite: runRewrite,
  storyboard: runStoryboard,
  image_generation: runPictures,
  camera_movement: runCameras,
  video_generation: runClips,
}

/**
 * Run all stages that are not completed, in order, and leave the project `completed`, `failed` or `paused`. The
 * database is always written before the message is sent.
 *
 * @throws StageFailedError after the failure was stored and announced; the signal's reason when aborted
 */
export async function runPipeline(context: RunContext): Promise<void> {
  const clips = createClipsAhead(context.producers.threads, context.media, (scene) =>
    storeClip(context, scene, () => undefined),
  )
  try {
    await runStages({ ...context, clips })
  } finally {
    await clips.drop()
  }
}

async function runStages(run: RunContext): Promise<void> {
  const skipped: Stage[] = []
  try {
    for (const stage of STAGES)
      if (stageOf(run.db, run.projectId, stage).status !== 'completed')
        await runStage(run, stage, ONLY_MISSING)
      else {
        skipped.push(stage)
        announcePipeline(
          run,
          'skipped',
          say(run.language, 'stageSkipped', { stage: stageName(run.language, stage) }),
        )
      }
  } catch (error) {
    settleAfter(run, error)
    if (!run.signal.aborted)
      run.announce({
        type: 'pipeline_error',
        stage: 'pipeline',
        error: wordsOf(error, run.language),
        metadata: {},
      })
    throw error
  }
  setStatus(run.db, run.projectId, 'completed')
  const completed = STAGES.filter((stage) => !skipped.includes(stage))
  run.announce({
    type: 'pipeline_done',
    stage: 'pipeline',
    metadata: { completed_stages: completed, skipped_stages: skipped },
  })
}

/**
 * Run one stage alone. The project's status then follows from its stages: `completed` if all are, `failed` if one is,
 * else `paused`, so that a run can continue from there. No `pipeline_done` is sent, because no pipeline has run.
 *
 * @throws StageFailedError after the failure was stored and announced; the signal's reason when aborted
 */
export async function runSingleStage(run: RunContext, stage: Stage, input: StageInput): Promise<void> {
  try {
    await runStage(run, stage, input)
  } catch (error) {
    settleAfter(run, error)
    if (!run.signal.aborted) announcePipeline(run, 'failed', wordsOf(error, run.language))
    throw error
  }
  announcePipeline(run, settleStatus(run.db, run.projectId))
}

function settleAfter(run: RunContext, error: unknown): void {
  if (run.signal.aborted) {
    setStatus(run.db, run.projectId, 'paused')
    announcePipeline(run, 'paused', say(run.language, 'interrupted'))
  } else {
    setStatus(run.db, run.projectId, error instanceof StageFailedError ? 'failed' : 'paused')
  }
}

function announcePipeline(run: RunContext, status: string, message: string | null = null): void {
  run.announce({ type: 'stage_update', stage: 'pipeline', status, message })
}

async function runStage(run: RunContext, stage: Stage, input: StageInput): Promise<void> {
  const { db, projectId } = run
  startStage(db, projectId, stage, { storyboard_ids: input.sceneIds, force_regenerate: input.force })
  run.announce({ type: 'stage_update', stage, status: 'processing', progress: 0 })
  let result: StageResult
  try {
    result = await WORK[stage](run, input)
    run.signal.throwIfAborted()
  } catch (error) {
    if (run.signal.aborted) {
      interruptStage(db, projectId, stage)
      throw error
    }
    const words = wordsOf(error, run.language)
    failStage(db, projectId, stage, words)
    const retryCount = stageOf(db, projectId, stage).retry_count
    run.announce({ type: 'error', stage, error: words, retry_count: retryCount })
    throw new StageFailedError(words, { cause: error })
  }
  const counts = { success_count: result.successCount, failed_count: 0 }
  completeStage(db, projectId, stage, {
    ...counts,
    made_with: run.producers.maker(stage, run.story),
    ...result.notes,
  })
  run.announce({ type: 'done', stage, result: counts, full_text: result.fullText, metadata: counts })
  run.announce({ type: 'stage_completed', stage, metadata: counts })
}
