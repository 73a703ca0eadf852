import { cameraMoveOf } from '../../src/protocol/cameraMoves'
import { cameraWords } from '../../src/protocol/cameraDescription'
import { parseLooseJson } from '../../src/protocol/looseJson'
import { readSceneDrafts } from '../../src/protocol/sceneDrafts'
import { draftCamera } from './draftCamera'
import { languageOfText } from '../words/language'
import { sceneSeconds } from './draftScenes'
import type { CameraDraft, StoryContext, StoryScene } from './types'

/*
 * Reads what the text stages wrote. The text comes from the built-in producers or from a model, whose JSON may be
 * malformed.
 */

/** How many opening braces of a camera text are tried as the start of JSON. */
const MOST_TRIES = 5
const LONGEST_MOVE_NAME = 40

const NO_SCENES = {
  zh: '分镜里没有读到任何场景。请重试分镜阶段；若使用外部模型，请换一个能稳定输出 JSON 的模型。',
  en: 'No scene could be read from the storyboard. Retry the storyboard stage; with an outside model, choose one that reliably answers in JSON.',
}

/**
 * The scenes of a storyboard, numbered from 1 in order.
 *
 * @throws Error with a text for the person where there is no scene in it
 */
export function readStoryboard(text: string, story: StoryContext): StoryScene[] {
  const drafts = readSceneDrafts(text).filter(
    (draft) => (draft.narration || draft.visualPrompt).trim() !== '',
  )
  if (drafts.length === 0) throw new Error(NO_SCENES[languageOfText(story.story)])
  return drafts.map((draft, index) => {
    const narration = draft.narration.trim()
    const prompt = draft.visualPrompt.trim() || narration
    return {
      scene_number: index + 1,
      narration,
      visual_prompt: prompt,
      shot_type: draft.shotType ?? '',
      description: prompt,
      durationSeconds: sceneSeconds(narration),
    }
  })
}

function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null
}

/** The JSON object that names a move, wherever it stands in the text. */
function findMove(text: string): Record<string, unknown> | null {
  const end = text.lastIndexOf('}') + 1
  let at = text.indexOf('{')
  for (let tries = 0; at >= 0 && at < end && tries < MOST_TRIES; tries++) {
    const value = asRecord(parseLooseJson(text.slice(at, end)))
    if (value && ('movement_type' in value || 'movementType' in value)) return value
    at = text.indexOf('{', at + 1)
  }
  return null
}

/**
 * The camera move in a text.
 *
 * @returns the move with at least `description`, `from` and `to` among its params; the built-in choice for the
 *   scene where the text holds no move
 */
export function readCamera(text: string, scene: StoryScene): CameraDraft {
  const found = findMove(text)
  const name = found?.['movement_type'] ?? found?.['movementType']
  if (!found || typeof name !== 'string' || name.trim() === '') return draftCamera(scene)
  const movementType = name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
    .slice(0, LONGEST_MOVE_NAME)
  const params = asRecord(found['movement_params'] ?? found['params']) ?? {}
  const written = params['description'] ?? found['description']
  const description = typeof written === 'string' ? cameraWords(written) : null
  return {
    movementType,
    params: {
      ...cameraMoveOf(movementType),
      ...params,
      description: description ?? draftCamera(scene).params.description,
    },
  }
}
