import { isPlainObject } from '../../src/protocol/plainObject'
import { jsonrepair } from 'jsonrepair'
import type { Focus } from '../../src/protocol/cameraMoves'
import { readCameraText } from '../../src/protocol/cameraDescription'
import { firstCharacters } from '../../src/protocol/characters'
import { parseLooseJson, setJsonRepair } from '../../src/protocol/looseJson'
import { MAX_SCENE_TEXT_LENGTH, MAX_SCENES } from '../../src/protocol/sceneLimits'
import { readSceneDrafts } from '../../src/protocol/sceneDrafts'
import { aimedMove, draftCamera } from './draftCamera'
import { languageOfText } from '../words/language'
import { sceneSeconds } from './beats'
import type { CameraDraft, StoryContext, StoryScene } from './types'

/*
 * Reads what the text stages wrote. The text comes from the built-in producers or from a model, whose JSON may be
 * malformed.
 */
setJsonRepair(jsonrepair)

/** How many opening braces of a camera text are tried as the start of JSON. */
const MOST_TRIES = 5
const LONGEST_MOVE_NAME = 40
const LONGEST_SHOT_NAME = 40

const NO_SCENES = {
  zh: '分镜里没有读到任何场景。请重试分镜阶段；若使用外部模型，请换一个能稳定输出 JSON 的模型。',
  en: 'No scene could be read from the storyboard. Retry the storyboard stage; with an outside model, choose one that reliably answers in JSON.',
}

const TOO_MANY_SCENES = {
  zh: (count: number) =>
    `分镜有 ${count} 个场景，最多 ${MAX_SCENES} 个。请重试分镜阶段，或把故事分成几个项目。`,
  en: (count: number) =>
    `The storyboard has ${count} scenes, and at most ${MAX_SCENES} can be made. Retry the storyboard stage, or divide the story into several projects.`,
}

/** The text of a scene, as much of it as a scene can have. */
function sceneText(text: string): string {
  return firstCharacters(text.trim(), MAX_SCENE_TEXT_LENGTH)
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
  const language = languageOfText(story.story)
  if (drafts.length === 0) throw new Error(NO_SCENES[language])
  if (drafts.length > MAX_SCENES) throw new Error(TOO_MANY_SCENES[language](drafts.length))
  return drafts.map((draft, index) => {
    const narration = sceneText(draft.narration)
    const prompt = sceneText(draft.visualPrompt) || narration
    return {
      scene_number: index + 1,
      narration,
      visual_prompt: prompt,
      shot_type: firstCharacters(draft.shotType ?? '', LONGEST_SHOT_NAME),
      description: prompt,
      durationSeconds: sceneSeconds(narration),
    }
  })
}

function asRecord(value: unknown): Record<string, unknown> | null {
  return isPlainObject(value) ? value : null
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
export function readCamera(text: string, scene: StoryScene, focus: Focus | null): CameraDraft {
  const found = findMove(text)
  const name = found?.['movement_type'] ?? found?.['movementType']
  if (!found || typeof name !== 'string' || name.trim() === '') return draftCamera(scene, focus)
  const movementType = name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
    .slice(0, LONGEST_MOVE_NAME)
  const params = asRecord(found['movement_params'] ?? found['params']) ?? {}
  const written = params['description'] ?? found['description']
  const description = typeof written === 'string' ? readCameraText(written).words : null
  return {
    movementType,
    params: {
      ...aimedMove(movementType, focus),
      ...params,
      description: description ?? draftCamera(scene, focus).params.description,
    },
  }
}
