import { languageOfText } from '../../words/language'
import {
  type Look,
  type Mood,
  type Place,
  readLook,
  type Season,
  type Thing,
  type TimeOfDay,
  timeShown,
  type Weather,
} from '../../words/look'
import { readShot, type Shot } from '../../words/shots'

/** The words of a scene that a picture is made of. */
export interface SceneWords {
  readonly narration: string
  readonly visual_prompt: string
  readonly shot_type: string
}

/** What a picture shows, decided: nothing in it is open any more but a season or weather that nobody named. */
export interface View {
  readonly time: TimeOfDay
  readonly weather: Weather | null
  readonly season: Season | null
  readonly mood: Mood | null
  readonly shot: Shot
  /** What the ground is, and what else is near. */
  readonly place: Place
  readonly places: ReadonlySet<Place>
  readonly things: ReadonlySet<Thing>
  /** Eaves, robes and ink mountains, or gables, coats and rolling hills. */
  readonly eastern: boolean
  /** Towers of glass rather than old houses. */
  readonly modern: boolean
}

const MODERN = /高楼|霓虹|地铁|摩天|办公|公司|电梯|skyscraper|neon|subway|office|downtown|elevator|robot/iu

function defaultPlace(look: Look): Place {
  if (look.things.includes('boat')) return 'river'
  if (look.things.includes('house')) return 'village'
  if (look.things.includes('table') || look.things.includes('lamp')) return 'room'
  return 'mountain'
}

/** Decide what a picture of these words shows. The prompt is heard before the narration. */
export function viewOf(words: SceneWords): View {
  const prompt = readLook(words.visual_prompt)
  const told = readLook(words.narration)
  const things = prompt.things.length > 0 ? prompt.things : told.things
  const place = prompt.places[0] ?? told.places[0] ?? defaultPlace({ ...prompt, things })
  return {
    time: timeShown({ time: prompt.time ?? told.time, things }),
    weather: prompt.weather ?? told.weather,
    season: prompt.season ?? told.season,
    mood: prompt.mood ?? told.mood,
    shot: readShot(words.shot_type || words.visual_prompt),
    place,
    places: new Set([place, ...prompt.places]),
    things: new Set(things),
    eastern: languageOfText(words.narration + words.visual_prompt) === 'zh',
    modern: MODERN.test(words.narration + words.visual_prompt),
  }
}
