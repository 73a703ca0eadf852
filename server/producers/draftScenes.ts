import { type Language, languageOfText } from '../words/language'
import { MOODS, PLACES, SEASONS, THINGS, TIMES, WEATHERS } from '../words/lexicon'
import { nameLiving } from '../words/living'
import {
  completeLook,
  isLiving,
  type Look,
  readLook,
  resolvePronoun,
  showsPeople,
  timeShown,
} from '../words/look'
import { createFilmPlanner } from './filmPlan'
import { joinSentences, type Sentence, splitSentences } from '../words/sentences'
import { type Shot, shotName } from '../words/shots'
import type { SceneDraft } from './types'

/** A prompt with more things and places than this describes a list instead of a picture. */
const MOST_THINGS = 4
const MOST_PLACES = 2

/** The shots of successive scenes, so that neighbours differ. The first one establishes the place. */
const SHOT_RHYTHM: readonly Shot[] = ['wide', 'medium', 'wide', 'close', 'extreme_wide', 'medium', 'close']

const NOTHING_SEEN: Look = {
  time: null,
  weather: null,
  season: null,
  mood: null,
  places: [],
  things: [],
  counts: {},
  pronoun: null,
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
  const things = look.things
    .slice(0, MOST_THINGS)
    .map((key) =>
      isLiving(key) ? nameLiving(key, look.counts[key] ?? 1, language) : THINGS[key].name[language],
    )
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
  return { ...look, weather, mood: null, things: [], counts: {}, pronoun: null }
}

/**
 * The scenes of a rewritten story. A scene that does not mention its time or place has those of the scene before it (it
 * is still night, they are still in the village), until a title starts something new.
 *
 * @param rewritten one paragraph per line; where it is blank, `story` is used
 * @param story the story as it was entered
 * @returns 1 to 300 scenes that narrate every sentence; of a text that is too long for a film, its most visual ones
 */
export function draftScenes(rewritten: string, story: string): SceneDraft[] {
  const text = rewritten.trim() === '' ? story : rewritten
  const language = languageOfText(text)
  const found = splitSentences(text, true)
  const sentences: Sentence[] =
    found.length > 0 ? found : [{ text: '…', startsParagraph: true, heading: false }]
  let carried = NOTHING_SEEN
  /** The last scene with people, whom pronouns may mean. */
  let peopled: Look = NOTHING_SEEN
  return createFilmPlanner(sentences)('full').beats.map((beat, index) => {
    if (beat.some((sentence) => sentence.heading)) carried = peopled = NOTHING_SEEN
    const narration = joinSentences(beat.map((sentence) => sentence.text))
    const look = completeLook(resolvePronoun(readLook(narration), peopled), carried)
    if (showsPeople(look)) peopled = look
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
