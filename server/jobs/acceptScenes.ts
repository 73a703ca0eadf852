import type { WireProposedScene } from '../../src/protocol/jobs'
import { STAGES } from '../../src/protocol/stages'
import { mediaFilesOf, settleStatus, type ProjectRecord } from '../database/projects'
import { clearProducts, insertScenes } from '../database/scenes'
import { completeStage, resetStages, saveStageText, startStage } from '../database/stages'
import { storyOf, type StudioParts } from '../runs/runContext'

/**
 * Make proposed scenes the storyboard of a project at rest. What later stages made of the older scenes is removed, and
 * they wait to be run again.
 */
export async function acceptScenes(
  { db, hub, media, producers }: StudioParts,
  project: ProjectRecord,
  chosen: readonly WireProposedScene[],
): Promise<void> {
  const { id } = project
  const drafts = chosen.map(({ narration, visual_prompt, shot_type }, index) => ({
    scene_number: index + 1,
    narration,
    visual_prompt,
    shot_type,
  }))
  const text = JSON.stringify({ scenes: drafts }, null, 2)
  const scenes = producers.readStoryboard(text, storyOf(project))
  const oldFiles = mediaFilesOf(db, id)
  db.transaction(() => {
    clearProducts(db, id, ['storyboard'])
    resetStages(db, id, STAGES.slice(STAGES.indexOf('storyboard')))
    startStage(db, id, 'storyboard', {})
    insertScenes(db, id, scenes)
    saveStageText(db, id, 'storyboard', text)
    completeStage(db, id, 'storyboard', {})
  })
  const status = settleStatus(db, id)
  hub.publish(id, { type: 'done', stage: 'storyboard', full_text: text })
  hub.publish(id, {
    type: 'stage_completed',
    stage: 'storyboard',
    metadata: { success_count: scenes.length },
  })
  hub.publish(id, { type: 'stage_update', stage: 'pipeline', status })
  await media.remove(oldFiles)
}
