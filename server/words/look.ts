import { type Entry, MOODS, PLACES, SEASONS, THINGS, TIMES, WEATHERS } from './lexicon'

/** Recognised times of day. */
export type TimeOfDay = keyof typeof TIMES
/** Recognised weather. */
export type Weather = keyof typeof WEATHERS
/** Recognised seasons. */
export type Season = keyof typeof SEASONS
/** Recognised places. */
export type Place = keyof typeof PLACES
/** Recognised things. */
export type Thing = keyof typeof THINGS
/** Recognised moods. */
export type Mood = keyof typeof MOODS

/** How a scene looks, as far as its words say. Null and empty where they say nothing. */
export interface Look {
  readonly time: TimeOfDay | null
  readonly weather: Weather | null
  readonly season: Season | null
  readonly mood: Mood | null
  /** The most frequent first. */
  readonly places: readonly Place[]
  readonly things: readonly Thing[]
}

/** Only this much of a text is read, so that the work is bounded. */
const LONGEST_READ = 6000

type Table<K extends string> = Readonly<Record<K, Entry>>

/** A pronoun shows that a person is there, even where no noun names one. */
const SOMEBODY = /[他她我人]|\b(?:he|she|i|we|they|him|her|them)\b/iu
const LIVING: readonly Thing[] = ['people', 'child', 'person', 'beast', 'bird']

const matchers = new Map<Entry, RegExp>()

function matcher(entry: Entry): RegExp {
  let pattern = matchers.get(entry)
  if (!pattern) {
    pattern = new RegExp(`${entry.zh}|\\b(?:${entry.en})(?:s|es)?\\b`, 'gi')
    matchers.set(entry, pattern)
  }
  return pattern
}

/** The keys of a table that occur in `text`, the most frequent first, then in the order of the table. */
function ranked<K extends string>(table: Table<K>, text: string): K[] {
  const counts = (Object.keys(table) as K[]).map((key) => ({
    key,
    count: text.match(matcher(table[key]))?.length ?? 0,
  }))
  return counts
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .map(({ key }) => key)
}

/** The words of all things, places, times and weathers, as one expression: it reads a long story in one pass. */
const VISIBLE = [THINGS, PLACES, TIMES, WEATHERS].flatMap((table) => Object.values<Entry>(table))
const VISIBLE_WORDS = new RegExp(
  `${VISIBLE.map(({ zh }) => zh).join('|')}|\\b(?:${VISIBLE.map(({ en }) => en).join('|')})(?:s|es)?\\b`,
  'gi',
)

/** How many words of a text name something that a picture can show. */
export function visibleWords(text: string): number {
  return text.slice(0, LONGEST_READ).match(VISIBLE_WORDS)?.length ?? 0
}

function readThings(text: string): Thing[] {
  const things = ranked(THINGS, text)
  const nobody = !things.some((thing) => LIVING.includes(thing))
  return nobody && SOMEBODY.test(text) ? [...things, 'person'] : things
}

/**
 * Recognise time, weather, season, places, things and mood in words, Chinese or English.
 *
 * @param text a scene's words; only their first 6,000 characters are read
 */
export function readLook(text: string): Look {
  const read = text.slice(0, LONGEST_READ).replace(/[’]/g, "'")
  return {
    time: ranked(TIMES, read)[0] ?? null,
    weather: ranked(WEATHERS, read)[0] ?? null,
    season: ranked(SEASONS, read)[0] ?? null,
    mood: ranked(MOODS, read)[0] ?? null,
    places: ranked(PLACES, read),
    things: readThings(read),
  }
}

/**
 * The time of day that a picture shows. Moon and stars mean night, unless the words name the dawn; without any hint it
 * is day.
 */
export function timeShown({ time, things }: Pick<Look, 'time' | 'things'>): TimeOfDay {
  const lit = things.includes('moon') || things.includes('star')
  return lit && time !== 'dawn' ? 'night' : (time ?? 'day')
}

/** `look`, with everything that it leaves open taken from `other`. */
export function completeLook(look: Look, other: Look): Look {
  return {
    time: look.time ?? other.time,
    weather: look.weather ?? other.weather,
    season: look.season ?? other.season,
    mood: look.mood ?? other.mood,
    places: look.places.length > 0 ? look.places : other.places,
    things: look.things.length > 0 ? look.things : other.things,
  }
}
