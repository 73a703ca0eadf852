import { CAMERA_MOVE_NAMES } from '../../../src/protocol/cameraMoves'
import type { FilmLength } from '../../../src/protocol/filmLength'
import { MAX_SCENES } from '../../../src/protocol/sceneLimits'
import type { TextStage } from '../../../src/protocol/stages'
import type { TextProducers } from '../builtInText'
import { languageOfText, type Language } from '../../words/language'
import type { StoryContext, StoryScene } from '../types'
import { streamChat } from './chat'
import { hostOf, type Service } from './service'

const PROMPTS = {
  zh: {
    rewrite:
      '你是短视频编剧。把用户的故事改写得紧凑、有画面感，保留原有的人物、情节和结局，不添加原文没有的事件。按场景分段，每段一行，{length}，只输出改写后的正文。',
    variant: '这是第 {number} 个版本，请在节奏、详略和句式上与其他版本明显不同。',
    storyboard:
      '你是分镜师。把文字拆成 {count} 个场景，不漏掉任何一句，只输出 JSON，不加说明：{"scenes":[{"scene_number":1,"narration":"旁白，一两句话，不超过 50 字，取自原文","visual_prompt":"画面：主体、环境、时间、天气、氛围","shot_type":"大远景|远景|中景|近景"}]}',
    camera_movement: `你是摄影师。为这个场景选一种运镜。先用一句话描述，再另起一行输出 JSON：{"movement_type":"${CAMERA_MOVE_NAMES.join('|')}","movement_params":{"description":"一两句话","speed":"slow|medium"}}`,
  },
  en: {
    rewrite:
      'You write short films. Retell the story tightly and visually. Keep its people, events and ending, and add no event that is not in it. One paragraph for each scene, each on one line, {length}. Answer with the text only.',
    variant:
      ' This is version {number}: let its pace, detail and sentences differ clearly from other versions.',
    storyboard:
      'You draw storyboards. Divide the text into {count} scenes and leave no sentence out. Answer with JSON only: {"scenes":[{"scene_number":1,"narration":"at most 30 words, taken from the text","visual_prompt":"subject, setting, time of day, weather, mood","shot_type":"extreme wide shot|wide shot|medium shot|close-up"}]}',
    camera_movement: `You are a cinematographer. Choose one camera move for the scene. Describe it in one sentence, then on a new line answer with JSON: {"movement_type":"${CAMERA_MOVE_NAMES.join('|')}","movement_params":{"description":"one or two sentences","speed":"slow|medium"}}`,
  },
} as const

function sceneCard(scene: StoryScene): string {
  return JSON.stringify({
    narration: scene.narration,
    visual_prompt: scene.visual_prompt,
    shot_type: scene.shot_type,
    seconds: scene.durationSeconds,
  })
}

/** What a wished length means for the prompts of both languages. */
const LENGTHS = {
  '1min': {
    zh: { length: '朗读约一分钟（270 字左右）', count: '8 到 14' },
    en: { length: 'about one minute when read aloud (150 words)', count: '8 to 14' },
  },
  '3min': {
    zh: { length: '朗读约三分钟（800 字左右）', count: '20 到 40' },
    en: { length: 'about three minutes when read aloud (450 words)', count: '20 to 40' },
  },
  full: {
    zh: { length: '完整讲述原文', count: `至多 ${MAX_SCENES}` },
    en: { length: 'telling the whole story', count: `at most ${MAX_SCENES}` },
  },
} as const satisfies Record<FilmLength, Record<Language, { length: string; count: string }>>

function filled(prompt: string, { filmLength }: StoryContext, language: Language): string {
  const { length, count } = LENGTHS[filmLength][language]
  return prompt.replace('{length}', length).replace('{count}', count)
}

/**
 * What a model is asked to do for a stage of a story.
 *
 * @param text what it works on, whose language it is asked in; left out for the story
 */
function promptOf(stage: TextStage, story: StoryContext, text = story.story): string {
  const language = languageOfText(text)
  return filled(PROMPTS[language][stage], story, language)
}

/** Text producers that ask a model of an OpenAI-compatible service, in the story's language. */
export function createServiceText(service: Service, model: string): TextProducers {
  return {
    textMaker: (stage, story) => ({ provider: hostOf(service), model, prompt: promptOf(stage, story) }),
    rewrite(story, signal) {
      const system = promptOf('rewrite', story)
      return { text: streamChat(service, { model, system, user: story.story }, story, signal), report: null }
    },
    estimate: () => null,
    variant(story, number, signal) {
      const { variant } = PROMPTS[languageOfText(story.story)]
      const system = promptOf('rewrite', story) + variant.replace('{number}', String(number))
      return streamChat(service, { model, system, user: story.story }, story, signal)
    },
    storyboard(rewritten, story, signal) {
      const user = rewritten || story.story
      const system = promptOf('storyboard', story, user)
      return streamChat(service, { model, system, user }, story, signal)
    },
    camera(scene, _focus, story, signal) {
      const system = promptOf('camera_movement', story, scene.narration || story.story)
      return streamChat(service, { model, system, user: sceneCard(scene) }, story, signal)
    },
  }
}
