import { type Entry, MOODS, PLACES, SEASONS, THINGS, TIMES, WEATHERS } from './lexicon'
import {
  type Animal,
  ANIMALS,
  type Figure,
  FIGURES,
  LIVING,
  type Living,
  readLiving,
  traitsOf,
} from './living'

/** Recognised times of day. */
export type TimeOfDay = keyof typeof TIMES
/** Recognised weather. */
export type Weather = keyof typeof WEATHERS
/** Recognised seasons. */
export type Season = keyof typeof SEASONS
/** Recognised places. */
export type Place = keyof typeof PLACES
/** Recognised people, animals and things. */
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
  /** How many there are of what lives, where that is more than one. */
  readonly counts: Readonly<Partial<Record<Living, number>>>
  /** Who is meant by a pronoun where nobody is named. */
  readonly pronoun: Pronoun | null
}

/** What a pronoun says of those it stands for. */
export type Pronoun = 'she' | 'he' | 'they' | 'somebody'

/** Only this much of a text is read, so that the work is bounded. */
const LONGEST_READ = 6000

type Table<K extends string> = Readonly<Record<K, Entry>>

/** A pronoun shows that a person is there, even where no noun names one. The first that fits counts. */
const PRONOUNS: readonly (readonly [Pronoun, RegExp])[] = [
  ['they', /[他她]们|\b(?:they|them|we|us)\b/iu],
  ['she', /她|\b(?:she|her)\b/iu],
  ['he', /他|\b(?:he|him|his)\b/iu],
  ['somebody', /[我人]|\b(?:i|you)\b/iu],
]

const matchers = new Map<Entry, RegExp>()

function matcher(entry: Entry): RegExp {
  let pattern = matchers.get(entry)
  if (!pattern) {
    pattern = new RegExp(`${entry.zh}|\\b(?:${entry.en})(?:s|es)?\\b`, 'gi')
    matchers.set(entry, pattern)
  }
  return pattern
}

function occurrences(entry: Entry, text: string): number {
  return text.match(matcher(entry))?.length ?? 0
}

/** What occurs, the most frequent first, then in the given order. */
function mostFrequent<K>(counted: readonly (readonly [K, number])[]): K[] {
  return counted
    .filter(([, times]) => times > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([key]) => key)
}

/** The keys of a table that occur in `text`, the most frequent first, then in the order of the table. */
function ranked<K extends string>(table: Table<K>, text: string): K[] {
  const keys = Object.keys(table) as K[]
  return mostFrequent(keys.map((key) => [key, occurrences(table[key], text)]))
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

/** People, animals and things, the most frequent first, then in the order of the table. */
function readThings(text: string): Pick<Look, 'things' | 'counts' | 'pronoun'> {
  const living = readLiving(text)
  const keys = Object.keys(THINGS) as Thing[]
  const things = mostFrequent(
    keys.map((key) => [key, isLiving(key) ? (living.get(key)?.times ?? 0) : occurrences(THINGS[key], text)]),
  )
  const counts = Object.fromEntries(
    [...living].flatMap(([key, { count }]) => (count > 1 ? [[key, count]] : [])),
  )
  const pronoun = living.size > 0 ? null : (PRONOUNS.find(([, pattern]) => pattern.test(text))?.[0] ?? null)
  return { things, counts, pronoun }
}

/** Who a pronoun means where nobody was named before. */
const MEANT: Readonly<Record<Pronoun, Figure>> = {
  she: 'woman',
  he: 'man',
  they: 'people',
  somebody: 'person',
}
/** Whether a thing is a person, or several. */
export function isFigure(thing: Thing): thing is Figure {
  return thing in FIGURES
}

/** Whether a thing is an animal. */
export function isAnimal(thing: Thing): thing is Animal {
  return thing in ANIMALS
}

/**
 * Put those whom a pronoun means among the things of a look: people of the scene before who fit it, else somebody.
 *
 * @param before what the last scene with people showed
 */
export function resolvePronoun(look: Look, before: Pick<Look, 'things' | 'counts'>): Look {
  const { pronoun } = look
  if (pronoun === null) return look
  const known = before.things.filter(isFigure)
  const sex = pronoun === 'she' ? 'female' : pronoun === 'he' ? 'male' : null
  const isMeant = (figure: Figure) => traitsOf(figure).some((one) => one.sex === null || one.sex === sex)
  const meant = sex === null ? known : known.filter(isMeant).slice(0, 1)
  const figures = meant.length > 0 ? meant : [MEANT[pronoun]]
  const counts = Object.fromEntries(
    figures.flatMap((figure) => (before.counts[figure] ? [[figure, before.counts[figure]]] : [])),
  )
  return {
    ...look,
    things: [...figures, ...look.things],
    counts: { ...counts, ...look.counts },
    pronoun: null,
  }
}

/** Whether a thing is a person or an animal. */
export function isLiving(thing: Thing): thing is Living {
  return thing in LIVING
}

/** Whether a look shows anybody. */
export function showsPeople({ things }: Pick<Look, 'things'>): boolean {
  return things.some(isFigure)
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
    ...readThings(read),
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
    counts: look.things.length > 0 ? look.counts : other.counts,
    pronoun: look.pronoun,
  }
}
