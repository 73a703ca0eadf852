import { STAGES, type TextStage } from '../../src/protocol/stages'
import { mediaFilesOf } from '../database/projects'
import { clearProducts, insertScenes } from '../database/scenes'
import { resetStages, saveStageText, saveUnfinishedText, stageOf } from '../database/stages'
import { say } from '../texts'
import { storyboardSource } from './madeFrom'
import type { RunContext, StageResult } from './runContext'
import { createTokenStream } from './tokenStream'

/** How often an unfinished text is stored: this much of it is lost with a kill. */
const SAVE_INTERVAL_MS = 1_000

/** Send a model's text as it is written, and return all of it. Throws where there is none. */
async function stream(run: RunContext, stage: TextStage, source: AsyncIterable<string>): Promise<string> {
  const tokens = createTokenStream(stage, run.announce)
  let savedAt = performance.now()
  const save = () => {
    savedAt = performance.now()
    saveUnfinishedText(run.db, run.projectId, stage, tokens.text())
  }
  try {
    for await (const piece of source) {
      run.signal.throwIfAborted()
      tokens.write(piece)
      if (performance.now() - savedAt >= SAVE_INTERVAL_MS) save()
    }
  } catch (error) {
    save()
    throw error
  }
  const text = tokens.finish()
  if (text.trim() === '') throw new Error(say(run.language, 'emptyText'))
  return text
}

/** Rewrite the story. */
export async function runRewrite(run: RunContext): Promise<StageResult> {
  const { text, report } = run.producers.rewrite(run.story, run.signal)
  const fullText = await stream(run, 'rewrite', text)
  saveStageText(run.db, run.projectId, 'rewrite', fullText)
  return { fullText, successCount: 1, ...(report && { notes: { report } }) }
}

/** Divide the rewritten story into scenes. Older scenes are removed, together with what later stages made of them. */
export async function runStoryboard(run: RunContext): Promise<StageResult> {
  const rewritten = stageOf(run.db, run.projectId, 'rewrite').text
  const fullText = await stream(run, 'storyboard', run.producers.storyboard(rewritten, run.story, run.signal))
  const scenes = run.producers.readStoryboard(fullText, run.story)
  const oldFiles = mediaFilesOf(run.db, run.projectId)
  run.db.transaction(() => {
    clearProducts(run.db, run.projectId, ['storyboard'])
    resetStages(run.db, run.projectId, STAGES.slice(STAGES.indexOf('storyboard') + 1))
    insertScenes(run.db, run.projectId, scenes)
    saveStageText(run.db, run.projectId, 'storyboard', fullText)
  })
  await run.media.remove(oldFiles)
  return { fullText, successCount: scenes.length, notes: { made_from: storyboardSource(rewritten) } }
}
