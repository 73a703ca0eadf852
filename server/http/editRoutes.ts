import { Hono } from 'hono'
import type { Stage } from '../../src/protocol/stages'
import { findProject } from '../database/projects'
import { updateCamera, updateScene } from '../database/scenes'
import { saveStageText, stageOf } from '../database/stages'
import { say } from '../texts'
import { domainData } from './domainData'
import { notFound, refused } from './httpError'
import { projectOf } from './projectRoutes'
import {
  languageOf,
  readFields,
  readObject,
  type FieldReader,
  type StudioContext,
  type StudioEnv,
} from './request'
import type { StudioServices } from './services'

/** Changes to what the models wrote. Each answers with the stage's `domain_data` as it is then. */
export function editRoutes(studio: StudioServices): Hono<StudioEnv> {
  const routes = new Hono<StudioEnv>({ strict: false })
  routes.patch('/:id/update_rewrite', (c) =>
    edit(studio, c, 'rewrite', (id, fields) => {
      const text = fields.text('rewritten_text', { required: true }) ?? ''
      fields.check()
      saveStageText(studio.db, id, 'rewrite', text)
      return true
    }),
  )
  routes.patch('/:id/update_storyboard', (c) =>
    edit(studio, c, 'storyboard', (id, fields) => {
      const sceneId = fields.text('storyboard_id', { required: true }) ?? ''
      const description = fields.text('scene_description')
      const narration = fields.text('narration_text')
      const imagePrompt = fields.text('image_prompt')
      const durationSeconds = fields.positiveNumber('duration_seconds')
      fields.check()
      return updateScene(studio.db, id, sceneId, {
        ...(description !== undefined && { description }),
        ...(narration !== undefined && { narration }),
        ...(imagePrompt !== undefined && { imagePrompt }),
        ...(durationSeconds !== undefined && { durationSeconds }),
      })
    }),
  )
  routes.patch('/:id/update_camera_movement', (c) =>
    edit(studio, c, 'camera_movement', (id, fields) => {
      const cameraId = fields.text('camera_id', { required: true }) ?? ''
      const movementType = fields.text('movement_type')
      const params = fields.object('movement_params')
      fields.check()
      return updateCamera(studio.db, id, cameraId, {
        ...(movementType !== undefined && { movementType }),
        ...(params !== undefined && { params }),
      })
    }),
  )
  return routes
}

/** Runs `change` on a project whose `stage` is at rest; `change` says whether it found what it was to change. */
async function edit(
  studio: StudioServices,
  c: StudioContext,
  stage: Stage,
  change: (projectId: string, fields: FieldReader) => boolean,
): Promise<Response> {
  const language = languageOf(c)
  const fields = readFields(await readObject(c), language)
  const { id } = projectOf(studio, c)
  if (stageOf(studio.db, id, stage).status === 'processing') throw refused(say(language, 'running'))
  if (!change(id, fields)) throw notFound(say(language, 'unknownItem'))
  const project = findProject(studio.db, id)
  if (!project) throw notFound(say(language, 'notFound'))
  return c.json(domainData(studio.db, project, stageOf(studio.db, id, stage)))
}
