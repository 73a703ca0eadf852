import {
  aimMove,
  CAMERA_MOVE_NAMES,
  cameraMoveOf,
  type CameraMove,
  type CameraMoveName,
  type Focus,
} from '../../src/protocol/cameraMoves'
import { languageOfText, type Language } from '../words/language'
import { readLook } from '../words/look'
import type { CameraDraft, StoryScene } from './types'

/** A move in words, and the direction that a preview may show for it. */
interface MoveText extends Readonly<Record<Language, string>> {
  readonly direction: 'in' | 'out' | 'left' | 'right' | 'up' | 'down' | 'none'
}

const TEXTS: Readonly<Record<CameraMoveName, MoveText>> = {
  push_in: {
    zh: '镜头缓缓推近，走进画面深处',
    en: 'The camera moves in slowly, into the depth of the picture',
    direction: 'in',
  },
  zoom_in: {
    zh: '镜头轻轻变焦拉近，目光落在主体上',
    en: 'A gentle zoom in lets the eye settle on the subject',
    direction: 'in',
  },
  pull_out: {
    zh: '镜头从近处退开，环境一点点展开',
    en: 'The camera draws back and the surroundings open up',
    direction: 'out',
  },
  zoom_out: {
    zh: '镜头慢慢变焦拉远，露出全貌',
    en: 'A slow zoom out reveals the whole view',
    direction: 'out',
  },
  pan_left: {
    zh: '镜头自右向左横摇，扫过画面',
    en: 'The camera pans from right to left across the view',
    direction: 'left',
  },
  pan_right: {
    zh: '镜头自左向右横摇，沿着画面前行',
    en: 'The camera pans from left to right along the view',
    direction: 'right',
  },
  tilt_up: {
    zh: '镜头由低处缓缓上摇，望向高处',
    en: 'The camera tilts up from below towards the sky',
    direction: 'up',
  },
  tilt_down: {
    zh: '镜头由高处缓缓下摇，落到地面',
    en: 'The camera tilts down from above to the ground',
    direction: 'down',
  },
  truck_left: {
    zh: '镜头向左平移，跟着主体前行',
    en: 'The camera trucks left alongside the subject',
    direction: 'left',
  },
  truck_right: {
    zh: '镜头向右平移，跟着主体前行',
    en: 'The camera trucks right alongside the subject',
    direction: 'right',
  },
  static: {
    zh: '镜头不动，静静注视',
    en: 'The camera stands still and quietly watches',
    direction: 'none',
  },
}

/** Which moves suit a scene's words: one for even scenes and one for odd ones, so that neighbours never move alike. */
const CUES: readonly (readonly [cue: RegExp, even: CameraMoveName, odd: CameraMoveName])[] = [
  [
    /入|进|走近|靠近|推开|打开|穿过|\b(?:enter\w*|into|approach\w*|inside|through|opened)\b/giu,
    'push_in',
    'zoom_in',
  ],
  [
    /豁然|开朗|平旷|一望|远方|天地|辽阔|离开|告别|\b(?:vast|wide|horizon|far|left|away|leaving|farewell)\b/giu,
    'pull_out',
    'zoom_out',
  ],
  [
    /溪|河|江|行|沿|缘|路|流|跑|追|街|\b(?:river|road|along|walk\w*|street|run|ran|follow\w*|journey|passed)\b/giu,
    'pan_right',
    'pan_left',
  ],
  [
    /山|天|月|星|树|塔|楼|高|升|飞|\b(?:sky|mountain|moon|stars?|trees?|tower|rose|up|flew|above|heaven)\b/giu,
    'tilt_up',
    'tilt_down',
  ],
  [/坐|睡|静|默|等|\b(?:sat|sit\w*|silen\w*|still|quiet\w*|wait\w*|asleep|slept)\b/giu, 'static', 'zoom_in'],
]
const EVEN_MOVES: readonly CameraMoveName[] = ['push_in', 'pan_right', 'pull_out', 'tilt_up']
const ODD_MOVES: readonly CameraMoveName[] = ['zoom_in', 'pan_left', 'tilt_down', 'zoom_out']

function chooseMove(scene: StoryScene): CameraMoveName {
  const isEven = scene.scene_number % 2 === 0
  const turn = isEven ? EVEN_MOVES : ODD_MOVES
  let best = { move: turn[Math.floor(scene.scene_number / 2) % turn.length] ?? 'push_in', count: 0 }
  for (const [cue, forEven, forOdd] of CUES) {
    const count = scene.narration.match(cue)?.length ?? 0
    if (count > best.count) best = { move: isEven ? forEven : forOdd, count }
  }
  return best.move
}

const DESCRIBE: Readonly<Record<Language, (move: string, isTense: boolean, seconds: number) => string>> = {
  zh: (move, isTense, seconds) => `${move}；${isTense ? '节奏稍快' : '节奏舒缓'}，历时 ${seconds} 秒。`,
  en: (move, isTense, seconds) =>
    `${move}, ${isTense ? 'at a brisk pace' : 'at a calm pace'}, for ${seconds} seconds.`,
}

/** The geometry of a move, kept around the subject of the picture where that is known. */
export function aimedMove(name: string, focus: Focus | null): CameraMove {
  const move = cameraMoveOf(name)
  return focus === null ? move : aimMove(move, focus)
}

/**
 * The camera move that suits a scene's words, with what a preview needs: `description`, `direction`, `speed`
 * (`slow` or `medium`), and the first and last crop (`from`, `to`).
 */
export function draftCamera(scene: StoryScene, focus: Focus | null): CameraDraft {
  const move = chooseMove(scene)
  const language = languageOfText(scene.narration)
  const isTense = readLook(scene.narration).mood === 'tense'
  return {
    movementType: move,
    params: {
      description: DESCRIBE[language](TEXTS[move][language], isTense, scene.durationSeconds),
      direction: TEXTS[move].direction,
      speed: isTense ? 'medium' : 'slow',
      ...aimedMove(move, focus),
    },
  }
}

/** What a preview needs of a move that a person has chosen for a scene. */
export function chosenMove(name: string, scene: StoryScene, focus: Focus | null): CameraDraft['params'] {
  const move = CAMERA_MOVE_NAMES.find((known) => known === name)
  const language = languageOfText(scene.narration)
  return { description: move ? TEXTS[move][language] : '', ...aimedMove(name, focus) }
}

/** A camera move as a model would write it: a sentence, then the move as JSON with the wire's names. */
export function cameraText(draft: CameraDraft): string {
  const json = JSON.stringify({ movement_type: draft.movementType, movement_params: draft.params }, null, 2)
  return `${draft.params.description}\n${json}\n`
}
