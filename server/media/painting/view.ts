import { languageOfText } from '../../words/language'
import {
  type Look,
  type Mood,
  type Place,
  readLook,
  resolvePronoun,
  isAnimal,
  isFigure,
  type Season,
  type Thing,
  type TimeOfDay,
  timeShown,
  type Weather,
} from '../../words/look'
import { type Animal, type FigureTraits, MOST_COUNTED, traitsOf } from '../../words/living'
import { readShot, type Shot } from '../../words/shots'

/** The words of a scene that a picture is made of. */
export interface SceneWords {
  readonly narration: string
  readonly visual_prompt: string
  readonly shot_type: string
}

/** An animal that stands on the ground. */
export type GroundAnimal = Exclude<Animal, 'bird'>

/** What a picture shows. Only season, weather and mood may stay open. */
export interface View {
  readonly time: TimeOfDay
  readonly weather: Weather | null
  readonly season: Season | null
  readonly mood: Mood | null
  readonly shot: Shot
  /** The place that decides the ground, and all places in sight. */
  readonly place: Place
  readonly places: ReadonlySet<Place>
  readonly things: ReadonlySet<Thing>
  /** The people, each by themselves; at most five. More are a crowd, which is `things` with `people`. */
  readonly figures: readonly FigureTraits[]
  /** The animals by kind, with how many of each; birds in the sky apart. */
  readonly animals: readonly { readonly kind: GroundAnimal; readonly count: number }[]
  /** How many birds are in the sky, if there are any. */
  readonly birds: number
  /** Eaves, robes and ink mountains, or gables, coats and rolling hills. */
  readonly eastern: boolean
  /** Towers of glass rather than old houses. */
  readonly modern: boolean
}

const MODERN = /高楼|霓虹|地铁|摩天|办公|公司|电梯|skyscraper|neon|subway|office|downtown|elevator|robot/iu

/** Words for many birds. Chinese has no plural, but some birds are named only where many fly. */
const FLOCK =
  /群|雁|燕|飞鸟|众鸟|百鸟|鸟儿|鸦|flock|(?:bird|crow|swallow|eagle|dove|gull|raven|owl|sparrow|nightingale|lark|magpie|pigeon)s\b/iu
const FLOCK_SIZE = 11

function defaultPlace(look: Look): Place {
  if (look.things.includes('boat')) return 'river'
  if (look.things.includes('house')) return 'village'
  if (look.things.includes('table') || look.things.includes('lamp')) return 'room'
  return 'mountain'
}

/** The people of a picture one by one, in the order in which they matter. */
function figuresOf(things: readonly Thing[], counts: Look['counts']): FigureTraits[] {
  return things
    .filter(isFigure)
    .flatMap((kind) => Array.from({ length: counts[kind] ?? 1 }, () => traitsOf(kind)).flat())
    .slice(0, MOST_COUNTED)
}

/** Decide what a picture of these words shows. The prompt takes precedence over the narration. */
export function viewOf(words: SceneWords): View {
  const prompt = readLook(words.visual_prompt)
  const narrated = readLook(words.narration)
  const seen = prompt.things.length > 0 ? prompt : resolvePronoun(narrated, { things: [], counts: {} })
  const { things, counts } = seen
  const place = prompt.places[0] ?? narrated.places[0] ?? defaultPlace({ ...prompt, things })
  return {
    time: timeShown({ time: prompt.time ?? narrated.time, things }),
    weather: prompt.weather ?? narrated.weather,
    season: prompt.season ?? narrated.season,
    mood: prompt.mood ?? narrated.mood,
    shot: readShot(words.shot_type || words.visual_prompt),
    place,
    places: new Set([place, ...prompt.places]),
    things: new Set(things),
    figures: figuresOf(things, counts),
    animals: things
      .filter(isAnimal)
      .filter((kind): kind is GroundAnimal => kind !== 'bird')
      .map((kind) => ({ kind, count: Math.min(MOST_COUNTED, counts[kind] ?? 1) })),
    birds: counts.bird ?? (FLOCK.test(words.narration || words.visual_prompt) ? FLOCK_SIZE : 1),
    eastern: languageOfText(words.narration + words.visual_prompt) === 'zh',
    modern: MODERN.test(words.narration + words.visual_prompt),
  }
}
