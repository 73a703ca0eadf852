import { type Language, languageOfText, speechSeconds } from '../words/language'
import { MOODS, PLACES, SEASONS, THINGS, TIMES, WEATHERS } from '../words/lexicon'
import { completeLook, type Look, readLook, timeShown } from '../words/look'
import { groupSentences, sceneCount } from './sceneBoundaries'
import { joinSentences, type Sentence, splitSentences } from '../words/sentences'
import { type Shot, shotName } from '../words/shots'
import type { SceneDraft } from './types'

/** A viewer reads subtitles faster than a narrator speaks. */
const READING_TO_SPEECH = 2
/** The length of a scene's clip, in seconds. The narration is chosen so that it can be read within the longest. */
const SHORTEST_SCENE = 3
const LONGEST_SCENE = 7
/** A prompt with more things and places than this describes a list instead of a picture. */
const MOST_THINGS = 4
const MOST_PLACES = 2
/** Of a scene with many sentences, at most this many are considered, evenly spread. */
const MOST_CONSIDERED = 40

/** The shots of successive scenes, so that neighbours differ. The first one establishes the place. */
const SHOT_RHYTHM: readonly Shot[] = ['wide', 'medium', 'wide', 'close', 'extreme_wide', 'medium', 'close']

const NOTHING_SEEN: Look = { time: null, weather: null, season: null, mood: null, places: [], things: [] }

/** The length of a scene with this narration, in seconds. */
export function sceneSeconds(narration: string): number {
  const reading = speechSeconds(narration) / READING_TO_SPEECH
  return Math.min(LONGEST_SCENE, Math.max(SHORTEST_SCENE, Math.ceil(reading)))
}

/** How much a sentence shows, relative to its length. */
function visualValue(sentence: string, index: number): number {
  const look = readLook(sentence)
  const seen = look.things.length + look.places.length + (look.time ? 1 : 0) + (look.weather ? 1 : 0)
  // A part of a divided sentence is hard to follow on its own.
  const whole = /^\p{Ll}/u.test(sentence) ? 0.3 : 1
  return (whole * (seen + (index === 0 ? 2 : 0))) / (2 + speechSeconds(sentence))
}

/** The narration of a scene: all its sentences where they can be read in time, else the most visual ones. */
function narrate(sentences: readonly string[]): string {
  let left = LONGEST_SCENE * READING_TO_SPEECH
  const stride = Math.ceil(sentences.length / MOST_CONSIDERED)
  const kept = sentences
    .filter((_, index) => index % stride === 0)
    .map((text, index) => ({ text, index, value: visualValue(text, index) }))
    .sort((a, b) => b.value - a.value)
    .filter(({ text }, rank) => {
      const seconds = speechSeconds(text)
      if (seconds > left && rank > 0) return false
      left -= seconds
      return true
    })
    .sort((a, b) => a.index - b.index)
  return joinSentences(kept.map(({ text }) => text))
}

const CALM: Readonly<Record<Language, string>> = { zh: '宁静', en: 'calm' }

/** A prompt's parts put together: shot, subjects, air (season, time, weather) and mood. */
const PROMPT: Readonly<
  Record<
    Language,
    (shot: string, subjects: readonly string[], air: readonly string[], mood: string) => string
  >
> = {
  zh: (shot, subjects, air, mood) =>
    `${shot}：${subjects.join('、')}；${air.join('，')}；氛围${mood}，光影层次分明，电影感构图`,
  en: (shot, subjects, air, mood) =>
    `${shot}: ${subjects.join(', ')}; ${air.join(', ')}; ${mood} mood, layered light, cinematic composition`,
}

/** A description of the picture that a person and an image model both understand. */
function describe(look: Look, shot: Shot, language: Language, narration: string): string {
  const things = look.things.slice(0, MOST_THINGS).map((key) => THINGS[key].name[language])
  const places = look.places.slice(0, MOST_PLACES).map((key) => PLACES[key].name[language])
  const air = [
    ...(look.season ? [SEASONS[look.season].name[language]] : []),
    TIMES[timeShown(look)].name[language],
    ...(look.weather ? [WEATHERS[look.weather].name[language]] : []),
  ]
  const mood = look.mood ? MOODS[look.mood].name[language] : CALM[language]
  const seen = [...things, ...places]
  // Where nothing is recognised, the sentence itself is the best description.
  const subjects = seen.length > 0 ? seen : [narration.slice(0, 80)]
  return PROMPT[language](shotName(shot, language), subjects, air, mood)
}

/**
 * What a scene passes on to the next one, for all that the next one does not mention. Weather lasts for two scenes, a
 * season for longer.
 */
function carryOver(look: Look, shownBefore: Look): Look {
  const weather = look.weather === shownBefore.weather ? null : look.weather
  return { ...look, weather, mood: null, things: [] }
}

/**
 * The scenes of a rewritten story. A scene that does not mention its time or place has those of the scene before it (it
 * is still night, they are still in the village), until a title starts something new.
 *
 * @param rewritten one paragraph per line; where it is blank, `story` is used
 * @param story the story as it was entered
 * @returns 1 to 12 scenes, fewer for a short story
 */
export function draftScenes(rewritten: string, story: string): SceneDraft[] {
  const text = rewritten.trim() === '' ? story : rewritten
  const language = languageOfText(text)
  const found = splitSentences(text, true)
  const sentences: Sentence[] =
    found.length > 0 ? found : [{ text: '…', startsParagraph: true, heading: false }]
  const seconds = sentences.reduce((sum, sentence) => sum + speechSeconds(sentence.text), 0)
  let carried = NOTHING_SEEN
  return groupSentences(sentences, sceneCount(seconds, sentences.length)).map((group, index) => {
    const narrated = group.filter((sentence) => !sentence.heading)
    const texts = (narrated.length > 0 ? narrated : group).map((sentence) => sentence.text)
    if (narrated.length < group.length) carried = NOTHING_SEEN
    const narration = narrate(texts)
    const own = completeLook(readLook(narration), readLook(texts.join(' ')))
    const look = completeLook(own, carried)
    carried = carryOver(look, carried)
    const shot = SHOT_RHYTHM[index % SHOT_RHYTHM.length] ?? 'wide'
    return {
      scene_number: index + 1,
      narration,
      visual_prompt: describe(look, shot, language, narration),
      shot_type: shotName(shot, language),
    }
  })
}
