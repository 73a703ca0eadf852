import { type Language, languageOf, speechSeconds } from '../words/language'
import { MOODS, PLACES, SEASONS, THINGS, TIMES, WEATHERS } from '../words/lexicon'
import { completeLook, type Look, readLook, timeShown } from '../words/look'
import { groupSentences, sceneCount } from './scenes'
import { joinSentences, type Sentence, splitSentences } from '../words/sentences'
import { type Shot, shotName } from '../words/shots'
import type { SceneDraft } from './types'

/** A viewer reads subtitles faster than a narrator speaks. */
const READING_TO_SPEECH = 2
/** A scene's clip, in seconds. Its narration is chosen so that it can be read in the longest. */
const SHORTEST_SCENE = 3
const LONGEST_SCENE = 7
/** So many things and places make a picture; more make a list. */
const MOST_THINGS = 4
const MOST_PLACES = 2
/** Of a scene that is told in many sentences so many are considered, evenly spread. */
const MOST_CONSIDERED = 40

/** The shots of a film take turns, so that neighbours differ; the first shows where we are. */
const SHOT_RHYTHM: readonly Shot[] = ['wide', 'medium', 'wide', 'close', 'extreme_wide', 'medium', 'close']

const NOTHING_SEEN: Look = { time: null, weather: null, season: null, mood: null, places: [], things: [] }

/** How long a scene lasts that is told with `narration`, in seconds. */
export function sceneSeconds(narration: string): number {
  const reading = speechSeconds(narration) / READING_TO_SPEECH
  return Math.min(LONGEST_SCENE, Math.max(SHORTEST_SCENE, Math.ceil(reading)))
}

/** How much a sentence shows: what can be seen in it, for its length. */
function telling(sentence: string, index: number): number {
  const look = readLook(sentence)
  const seen = look.things.length + look.places.length + (look.time ? 1 : 0) + (look.weather ? 1 : 0)
  // A part of a divided sentence says little by itself.
  const whole = /^\p{Ll}/u.test(sentence) ? 0.3 : 1
  return (whole * (seen + (index === 0 ? 2 : 0))) / (2 + speechSeconds(sentence))
}

/** The sentences of a scene that its narration keeps: all that can be read in time, else the most telling. */
function narrate(sentences: readonly string[]): string {
  let left = LONGEST_SCENE * READING_TO_SPEECH
  const stride = Math.ceil(sentences.length / MOST_CONSIDERED)
  const kept = sentences
    .filter((_, index) => index % stride === 0)
    .map((text, index) => ({ text, index, value: telling(text, index) }))
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

/** What is to be seen, in words that a person understands and an image model as well. */
function describe(look: Look, shot: Shot, language: Language, narration: string): string {
  const word = language === 'zh' ? 0 : 1
  const things = look.things.slice(0, MOST_THINGS).map((key) => THINGS[key].name[word])
  const places = look.places.slice(0, MOST_PLACES).map((key) => PLACES[key].name[word])
  const air = [
    ...(look.season ? [SEASONS[look.season].name[word]] : []),
    TIMES[timeShown(look)].name[word],
    ...(look.weather ? [WEATHERS[look.weather].name[word]] : []),
  ]
  const mood = look.mood ? MOODS[look.mood].name[word] : language === 'zh' ? '宁静' : 'calm'
  const begin = shotName(shot, language)
  const seen = [...things, ...places]
  // Nothing known in it: the sentence itself is the best description there is.
  const subject = seen.length > 0 ? seen : [narration.slice(0, 80)]
  if (language === 'zh')
    return `${begin}：${subject.join('、')}；${air.join('，')}；氛围${mood}，光影层次分明，电影感构图`
  return `${begin}: ${subject.join(', ')}; ${air.join(', ')}; ${mood} mood, layered light, cinematic composition`
}

/** What the next scene takes over where it says nothing itself: rain ends sooner than winter. */
function carryOver(look: Look, shownBefore: Look): Look {
  const weather = look.weather === shownBefore.weather ? null : look.weather
  return { ...look, weather, mood: null, things: [] }
}

/**
 * The scenes of a rewritten story. What a scene does not say (it is still night; they are still in the village)
 * is carried over from the scene before it, until a title begins something new.
 *
 * @param rewritten paragraphs, each a line; where empty, `story` is used
 * @param story the story as the person wrote it
 * @returns 1 to 12 scenes, fewer for a short story
 */
export function draftScenes(rewritten: string, story: string): SceneDraft[] {
  const text = rewritten.trim() === '' ? story : rewritten
  const language = languageOf(text)
  const found = splitSentences(text, true)
  const sentences: Sentence[] =
    found.length > 0 ? found : [{ text: '…', startsParagraph: true, heading: false }]
  const seconds = sentences.reduce((sum, sentence) => sum + speechSeconds(sentence.text), 0)
  let carried = NOTHING_SEEN
  return groupSentences(sentences, sceneCount(seconds, sentences.length)).map((group, index) => {
    const told = group.filter((sentence) => !sentence.heading)
    const texts = (told.length > 0 ? told : group).map((sentence) => sentence.text)
    if (told.length < group.length) carried = NOTHING_SEEN
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
