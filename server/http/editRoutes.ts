import { Hono } from 'hono'
import * as v from 'valibot'
import {
  MAX_SCENE_SECONDS,
  MAX_SCENE_TEXT_LENGTH,
  MAX_SCENES,
  MIN_SCENE_SECONDS,
} from '../../src/protocol/sceneLimits'
import type { Stage } from '../../src/protocol/stages'
import { MAX_STORY_LENGTH } from '../../src/protocol/storyText'
import { findProject, touchProject, type ProjectRecord } from '../database/projects'
import {
  camerasOf,
  newestImageOf,
  orderScenes,
  scenesOf,
  takeBack,
  updateCamera,
  updateScene,
  type SceneRecord,
} from '../database/scenes'
import { saveStageText, stageOf } from '../database/stages'
import { chosenMove } from '../producers/draftCamera'
import { focusOf, storyScene } from '../runs/itemStages'
import { moveSource } from '../runs/madeFrom'
import { say } from '../texts'
import { domainData } from './domainData'
import { conflict, notFound, refused } from './httpError'
import {
  anyObject,
  fields,
  jsonObject,
  numberWithin,
  oneOf,
  optional,
  ownId,
  readInput,
  says,
  text,
} from './input'
import { announceChange, projectOf } from './projectRoutes'
import { languageOf, type StudioContext, type StudioEnv } from './request'
import type { StudioServices } from './services'

const MAX_MOVE_NAME_LENGTH = 100

/** What the person saw of the fields that they change. Where it is no longer so, nothing is changed. */
const expected = optional(anyObject)

const rewriteInput = fields({
  rewritten_text: text(MAX_STORY_LENGTH),
  original_text: optional(text(MAX_STORY_LENGTH)),
  expected,
})

const storyboardInput = fields({
  storyboard_id: ownId,
  scene_description: optional(text(MAX_SCENE_TEXT_LENGTH)),
  narration_text: optional(text(MAX_SCENE_TEXT_LENGTH)),
  image_prompt: optional(text(MAX_SCENE_TEXT_LENGTH)),
  duration_seconds: numberWithin(MIN_SCENE_SECONDS, MAX_SCENE_SECONDS),
  expected,
})

const cameraInput = fields({
  camera_id: ownId,
  movement_type: optional(text(MAX_MOVE_NAME_LENGTH)),
  movement_params: optional(jsonObject),
  expected,
})

const sceneIds = v.pipe(v.array(ownId, says('unknownItem')), v.maxLength(MAX_SCENES, says('unknownItem')))
const orderInput = fields({ storyboard_ids: sceneIds, expected: optional(sceneIds) })

/** The stages whose items have older versions, and the table of each. */
const VERSIONS = { image_generation: 'images', video_generation: 'videos' } as const
const versionInput = fields({
  stage_name: oneOf(Object.keys(VERSIONS) as (keyof typeof VERSIONS)[]),
  item_id: ownId,
})

/** Edits of what the models wrote. Each answers with the stage's new `domain_data`. */
export function editRoutes(studio: StudioServices): Hono<StudioEnv> {
  const { db } = studio
  const routes = new Hono<StudioEnv>({ strict: false })
  routes.patch('/:id/update_rewrite', (c) =>
    edit(studio, c, 'rewrite', rewriteInput, (project, input) => {
      const { text: rewritten_text } = stageOf(db, project.id, 'rewrite')
      checkExpected(c, { rewritten_text }, input.expected)
      saveStageText(db, project.id, 'rewrite', input.rewritten_text)
    }),
  )
  routes.patch('/:id/update_storyboard', (c) =>
    edit(studio, c, 'storyboard', storyboardInput, (project, input) => {
      checkExpected(c, wireWords(sceneOf(studio, c, project, input.storyboard_id)), input.expected)
      updateScene(db, project.id, input.storyboard_id, {
        description: input.scene_description,
        narration: input.narration_text,
        imagePrompt: input.image_prompt,
        durationSeconds: input.duration_seconds,
      })
    }),
  )
  routes.patch('/:id/update_camera_movement', (c) =>
    edit(studio, c, 'camera_movement', cameraInput, (project, input) => {
      const camera = camerasOf(db, project.id).find(({ id }) => id === input.camera_id)
      if (!camera) throw notFound(say(languageOf(c), 'unknownItem'))
      checkExpected(c, { movement_type: camera.movement_type }, input.expected)
      const scene = sceneOf(studio, c, project, camera.scene_id)
      const image = newestImageOf(db, scene.id)
      const { movement_type: type, movement_params: params } = input
      // A person who chooses a move means the picture as it is now.
      updateCamera(db, camera.id, {
        movementType: type,
        params: type && !params ? chosenMove(type, storyScene(scene), focusOf(image)) : params,
        madeFrom: moveSource(scene, image),
      })
    }),
  )
  routes.post('/:id/reorder_storyboards', (c) =>
    edit(studio, c, 'storyboard', orderInput, (project, input) => {
      if (studio.runner.isBusy(project.id)) throw refused(say(languageOf(c), 'running'))
      const present = scenesOf(db, project.id).map(({ id }) => id)
      if (input.expected && input.expected.join() !== present.join()) throw changedMeanwhile(c)
      if (input.storyboard_ids.toSorted().join() !== present.toSorted().join())
        throw notFound(say(languageOf(c), 'unknownItem'))
      orderScenes(db, project.id, input.storyboard_ids)
    }),
  )
  routes.post('/:id/restore_version', async (c) => {
    const { stage_name, item_id } = await readInput(c, versionInput)
    return changeStage(studio, c, stage_name, (project) => {
      if (!takeBack(db, project.id, VERSIONS[stage_name], item_id))
        throw notFound(say(languageOf(c), 'unknownItem'))
    })
  })
  return routes
}

/** Run `change` with the input of a request on a project whose `stage` is not running. */
async function edit<S extends v.GenericSchema>(
  studio: StudioServices,
  c: StudioContext,
  stage: Stage,
  schema: S,
  change: (project: ProjectRecord, input: v.InferOutput<S>) => void,
): Promise<Response> {
  projectOf(studio, c)
  const input = await readInput(c, schema)
  return changeStage(studio, c, stage, (project) => change(project, input))
}

/** Change a stage that is not running, tell those who watch the project, and answer with what the stage has now. */
function changeStage(
  studio: StudioServices,
  c: StudioContext,
  stage: Stage,
  change: (project: ProjectRecord) => void,
): Response {
  const language = languageOf(c)
  const { db } = studio
  const before = projectOf(studio, c)
  if (stageOf(db, before.id, stage).status === 'processing') throw refused(say(language, 'running'))
  change(before)
  touchProject(db, before.id)
  announceChange(studio, before)
  const project = findProject(db, before.id)
  if (!project) throw notFound(say(language, 'notFound'))
  return c.json(domainData(db, project, stageOf(db, project.id, stage)))
}

function sceneOf(studio: StudioServices, c: StudioContext, project: ProjectRecord, id: string): SceneRecord {
  const scene = scenesOf(studio.db, project.id).find((one) => one.id === id)
  if (!scene) throw notFound(say(languageOf(c), 'unknownItem'))
  return scene
}

/** The words of a scene with the names by which they are edited. */
function wireWords(scene: SceneRecord): Readonly<Record<string, unknown>> {
  return {
    scene_description: scene.description,
    narration_text: scene.narration,
    image_prompt: scene.image_prompt,
    duration_seconds: scene.duration_seconds,
  }
}

/** Refuse a change of something that is no longer as the person saw it. A field that is not named does not matter. */
function checkExpected(
  c: StudioContext,
  present: Readonly<Record<string, unknown>>,
  expectation: Readonly<Record<string, unknown>> | undefined,
): void {
  const differs = Object.entries(expectation ?? {}).some(([name, value]) => present[name] !== value)
  if (differs) throw changedMeanwhile(c)
}

function changedMeanwhile(c: StudioContext): Error {
  return conflict(say(languageOf(c), 'changedMeanwhile'))
}
