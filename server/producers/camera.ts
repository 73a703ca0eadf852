import { moveOf } from '../media/move'
import { languageOf } from '../words/language'
import { readLook } from '../words/look'
import type { CameraDraft, StoryScene } from './types'

/** A move and what it does to the viewer, in both languages. */
interface MoveWords {
  readonly zh: string
  readonly en: string
}

const WORDS: Readonly<Record<string, MoveWords>> = {
  push_in: {
    zh: '镜头缓缓推近，走进画面深处',
    en: 'The camera moves in slowly, into the depth of the picture',
  },
  zoom_in: {
    zh: '镜头轻轻变焦拉近，目光落在主体上',
    en: 'A gentle zoom in lets the eye settle on the subject',
  },
  pull_out: {
    zh: '镜头从近处退开，环境一点点展开',
    en: 'The camera draws back and the surroundings open up',
  },
  zoom_out: { zh: '镜头慢慢变焦拉远，露出全貌', en: 'A slow zoom out reveals the whole view' },
  pan_left: { zh: '镜头自右向左横摇，扫过画面', en: 'The camera pans from right to left across the view' },
  pan_right: {
    zh: '镜头自左向右横摇，沿着画面前行',
    en: 'The camera pans from left to right along the view',
  },
  tilt_up: { zh: '镜头由低处缓缓上摇，望向高处', en: 'The camera tilts up from below towards the sky' },
  tilt_down: { zh: '镜头由高处缓缓下摇，落到地面', en: 'The camera tilts down from above to the ground' },
  static: { zh: '镜头几乎不动，静静注视', en: 'The camera hardly moves and quietly watches' },
}

/** Which moves suit what a scene tells: for even scenes and for odd ones, so that neighbours never move alike. */
const CUES: readonly (readonly [cue: RegExp, even: string, odd: string])[] = [
  [
    /入|进|走近|靠近|推开|打开|穿过|\b(?:enter\w*|into|approach\w*|inside|through|opened)\b/iu,
    'push_in',
    'zoom_in',
  ],
  [
    /豁然|开朗|平旷|一望|远方|天地|辽阔|离开|告别|\b(?:vast|wide|horizon|far|left|away|leaving|farewell)\b/iu,
    'pull_out',
    'zoom_out',
  ],
  [
    /溪|河|江|行|沿|缘|路|流|跑|追|街|\b(?:river|road|along|walk\w*|street|run|ran|follow\w*|journey|passed)\b/iu,
    'pan_right',
    'pan_left',
  ],
  [
    /山|天|月|星|树|塔|楼|高|升|飞|\b(?:sky|mountain|moon|stars?|trees?|tower|rose|up|flew|above|heaven)\b/iu,
    'tilt_up',
    'tilt_down',
  ],
  [/坐|睡|静|默|等|\b(?:sat|sit\w*|silen\w*|still|quiet\w*|wait\w*|asleep|slept)\b/iu, 'static', 'zoom_in'],
]
const EVEN_MOVES = ['push_in', 'pan_right', 'pull_out', 'tilt_up']
const ODD_MOVES = ['zoom_in', 'pan_left', 'tilt_down', 'zoom_out']

function chooseMove(scene: StoryScene): string {
  const even = scene.scene_number % 2 === 0
  const counts = CUES.map(([cue, forEven, forOdd]) => ({
    move: even ? forEven : forOdd,
    count: scene.narration.match(new RegExp(cue.source, 'giu'))?.length ?? 0,
  }))
  const best = counts.reduce((a, b) => (b.count > a.count ? b : a), { move: '', count: 0 })
  if (best.count > 0) return best.move
  const turn = even ? EVEN_MOVES : ODD_MOVES
  return turn[Math.floor(scene.scene_number / 2) % turn.length] ?? 'push_in'
}

function direction(type: string): string {
  return /(?:_)(in|out|left|right|up|down)$/.exec(type)?.[1] ?? 'none'
}

/**
 * The camera move that suits a scene's words, with what a preview needs: `description`, `direction`, `speed`
 * (`slow` or `medium`), and the window at the beginning (`from`) and the end (`to`).
 */
export function draftCamera(scene: StoryScene): CameraDraft {
  const type = chooseMove(scene)
  const language = languageOf(scene.narration)
  const tense = readLook(scene.narration).mood === 'tense'
  const words = WORDS[type] ?? { zh: '', en: '' }
  const duration =
    language === 'zh'
      ? `${tense ? '节奏稍快' : '节奏舒缓'}，历时 ${scene.durationSeconds} 秒`
      : `${tense ? 'at a brisk pace' : 'at a calm pace'}, for ${scene.durationSeconds} seconds`
  const description = language === 'zh' ? `${words.zh}；${duration}。` : `${words.en}, ${duration}.`
  return {
    movementType: type,
    params: {
      description,
      direction: direction(type),
      speed: tense ? 'medium' : 'slow',
      ...moveOf(type),
    },
  }
}

/** A camera move as a model would write it: a sentence, then the move as JSON in the wire's names. */
export function cameraText(draft: CameraDraft): string {
  const json = JSON.stringify({ movement_type: draft.movementType, movement_params: draft.params }, null, 2)
  return `${draft.params.description}\n${json}\n`
}
