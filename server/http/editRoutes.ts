import { Hono } from 'hono'
import type * as v from 'valibot'
import { MAX_SCENE_SECONDS, MAX_SCENE_TEXT_LENGTH, MIN_SCENE_SECONDS } from '../../src/protocol/sceneLimits'
import type { Stage } from '../../src/protocol/stages'
import { MAX_STORY_LENGTH } from '../../src/protocol/storyText'
import { findProject } from '../database/projects'
import { updateCamera, updateScene } from '../database/scenes'
import { saveStageText, stageOf } from '../database/stages'
import { say } from '../texts'
import { domainData } from './domainData'
import { notFound, refused } from './httpError'
import { fields, jsonObject, numberWithin, optional, ownId, readInput, text } from './input'
import { projectOf } from './projectRoutes'
import { languageOf, type StudioContext, type StudioEnv } from './request'
import type { StudioServices } from './services'

const MAX_MOVE_NAME_LENGTH = 100

const rewriteInput = fields({
  rewritten_text: text(MAX_STORY_LENGTH),
  original_text: optional(text(MAX_STORY_LENGTH)),
})

const storyboardInput = fields({
  storyboard_id: ownId,
  scene_description: optional(text(MAX_SCENE_TEXT_LENGTH)),
  narration_text: optional(text(MAX_SCENE_TEXT_LENGTH)),
  image_prompt: optional(text(MAX_SCENE_TEXT_LENGTH)),
  duration_seconds: numberWithin(MIN_SCENE_SECONDS, MAX_SCENE_SECONDS),
})

const cameraInput = fields({
  camera_id: ownId,
  movement_type: optional(text(MAX_MOVE_NAME_LENGTH)),
  movement_params: optional(jsonObject),
})

/** Edits of what the models wrote. Each answers with the stage's new `domain_data`. */
export function editRoutes(studio: StudioServices): Hono<StudioEnv> {
  const routes = new Hono<StudioEnv>({ strict: false })
  routes.patch('/:id/update_rewrite', (c) =>
    edit(studio, c, 'rewrite', rewriteInput, (id, input) => {
      saveStageText(studio.db, id, 'rewrite', input.rewritten_text)
      return true
    }),
  )
  routes.patch('/:id/update_storyboard', (c) =>
    edit(studio, c, 'storyboard', storyboardInput, (id, input) =>
      updateScene(studio.db, id, input.storyboard_id, {
        description: input.scene_description,
        narration: input.narration_text,
        imagePrompt: input.image_prompt,
        durationSeconds: input.duration_seconds,
      }),
    ),
  )
  routes.patch('/:id/update_camera_movement', (c) =>
    edit(studio, c, 'camera_movement', cameraInput, (id, input) =>
      updateCamera(studio.db, id, input.camera_id, {
        movementType: input.movement_type,
        params: input.movement_params,
      }),
    ),
  )
  return routes
}

/** Run `change` on a project whose `stage` is not running. `change` returns whether the item to change exists. */
async function edit<S extends v.GenericSchema>(
  studio: StudioServices,
  c: StudioContext,
  stage: Stage,
  schema: S,
  change: (projectId: string, input: v.InferOutput<S>) => boolean,
): Promise<Response> {
  const language = languageOf(c)
  const { id } = projectOf(studio, c)
  const input = await readInput(c, schema)
  if (stageOf(studio.db, id, stage).status === 'processing') throw refused(say(language, 'running'))
  if (!change(id, input)) throw notFound(say(language, 'unknownItem'))
  const project = findProject(studio.db, id)
  if (!project) throw notFound(say(language, 'notFound'))
  return c.json(domainData(studio.db, project, stageOf(studio.db, id, stage)))
}
