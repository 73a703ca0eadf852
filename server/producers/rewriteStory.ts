import type { FilmEstimatesAnswer } from '../../src/protocol/filmEstimate'
import { FILM_LENGTHS, type FilmLength } from '../../src/protocol/filmLength'
import type { RewriteReport } from '../../src/protocol/rewriteReport'
import { joinSentences, type Sentence, splitSentences } from '../words/sentences'
import { sayableParts } from './beats'
import { createFilmPlanner } from './filmPlan'
import { locateSentences } from './locateSentences'

/** A sentence is dropped where it repeats one of this many sentences before it. */
const REPEAT_DISTANCE = 3
/** Shorter sentences ("Yes." "Yes.") may be repeated. In letters. */
const SHORTEST_REPEAT = 6

/** A filler with the comma after it, at the start of a sentence or speech; in Chinese also of a clause. */
const FILLER =
  /(?<=^|[，；："“「])(?:(?:嗯|呃|那个|这个|就是说|你知道吗?|其实呢|话说|怎么说呢|总之呢|反正吧)[，,]\s*)+|(?<=^|["“])(?:(?:well|you know|i mean|so anyway|anyway|actually|basically|like|um|uh|er)\s*,\s*)+/giu
const REPEATED_MARK = /([!！?？。，,、~～])\1+/gu

/** What was said comes after its speaker, as a narrator reads it: `“好。”他说。` becomes `他说：“好。”` */
const SPEAKER_LAST_ZH =
  /^“([^“”]+)”([^“”，。！？：；]{1,10}(?:说|说道|问|问道|答|答道|喊|喊道|叫道|笑道))[。！]?$/u
const SPEAKER = String.raw`(?<speaker>(?:the |an? |his |her |my |their |old |young |little )*[\p{L}'-]+(?: [\p{Lu}][\p{L}'-]+)*)`
const VERB = '(?<verb>said|asked|replied|cried|shouted|whispered|answered)'
const SPEAKER_LAST_EN = [`${SPEAKER} ${VERB}`, `${VERB} ${SPEAKER}`].map(
  (tag) => new RegExp(String.raw`^(?<open>["“])(?<words>[^"“”]+)["”] ${tag}\.$`, 'u'),
)

function capital(text: string): string {
  return text.replace(/^["“]?\p{Ll}/u, (start) => start.toUpperCase())
}

/** Speech ends with its own mark: the comma before a speaker becomes a full stop. */
function spoken(words: string, stop: string): string {
  return words.trim().replace(/[，,]$/u, stop)
}

/** Reported speech with its speaker first, where the words are simple enough to be sure. */
function speakerFirst(text: string): string {
  for (const pattern of SPEAKER_LAST_EN) {
    const { open, words, speaker, verb } = pattern.exec(text)?.groups ?? {}
    if (open && words && speaker && verb)
      return `${capital(speaker)} ${verb}, ${open}${spoken(words, '.')}${open === '"' ? '"' : '”'}`
  }
  return text.replace(
    SPEAKER_LAST_ZH,
    (_, words: string, speaker: string) => `${speaker}：“${spoken(words, '。')}”`,
  )
}

/** A text without fillers and repeated punctuation marks; the same text where nothing else would be left. */
function tighten(text: string): string {
  const short = text.replace(REPEATED_MARK, '$1').replace(FILLER, '')
  return /[\p{L}\p{N}]/u.test(short) ? capital(short) : text
}

/** Which sentences repeat one shortly before them. The first and the last one are never dropped. */
function repeatsOf(sentences: readonly Sentence[]): boolean[] {
  const said: string[] = []
  return sentences.map(({ text }, index) => {
    const letters = text.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase()
    const repeated = letters.length >= SHORTEST_REPEAT && said.slice(-REPEAT_DISTANCE).includes(letters)
    said.push(letters)
    return repeated && index < sentences.length - 1
  })
}

/** The end of a part that was divided at a comma: a sentence of its own, where the grammar allows it without thought. */
function closed(part: Sentence): Sentence {
  return { ...part, text: part.text.replace(/(?<=\p{Script=Han})[，；]$/u, '。') }
}

/** A story as narration, and what was done to it. */
export interface Rewrite {
  /** One scene's narration a line; `''` where the story holds nothing to read. */
  readonly text: string
  readonly report: RewriteReport
}

/** A sentence of the story as the film narrates it. */
interface Narrated {
  /** Its place among the sentences of the story. */
  readonly index: number
  readonly sentence: Sentence
  /** Whether fillers were dropped from it, and whether its words have another order. */
  readonly tightened: boolean
  readonly reordered: boolean
}

/** The sentences of a story as a film narrates them, without repetitions. */
function narrate(original: readonly Sentence[]): Narrated[] {
  const repeats = repeatsOf(original)
  return original
    .map((sentence, index) => {
      const tight = tighten(sentence.text)
      const text = speakerFirst(tight)
      return {
        index,
        sentence: { ...sentence, text },
        tightened: tight !== sentence.text,
        reordered: text !== tight,
      }
    })
    .filter(({ index }) => !repeats[index])
}

/**
 * Rewrite a story in its own sentences as narration: one scene a line. What is too long to say in one scene is divided,
 * fillers and repetitions are dropped, a speaker comes before what was said, and what does not fit into the wished
 * length is left out. Nothing is invented.
 *
 * @param story any text
 */
export function rewriteStory(story: string, length: FilmLength): Rewrite {
  const original = splitSentences(story)
  const narrated = narrate(original)
  const sentences = narrated.map(({ sentence }) => sentence)
  const plan = createFilmPlanner(sentences)(length)
  const kept = narrated.filter((_, at) => plan.kept[at])
  const used = new Set(kept.map(({ index }) => index))
  return {
    text: plan.beats.map((beat) => joinSentences(beat.map((part) => closed(part).text))).join('\n'),
    report: {
      sentences: original.length,
      used_sentences: used.size,
      left_out: locateSentences(
        story,
        original.map(({ text }) => text),
        (index) => !used.has(index),
      ),
      divided: kept.filter(({ sentence }) => sayableParts(sentence).length > 1).length,
      tightened: kept.filter(({ tightened }) => tightened).length,
      repeated: original.length - narrated.length,
      reordered: kept.filter(({ reordered }) => reordered).length,
    },
  }
}

/** What films of each wished length narrate of a story, without making one. */
export function estimateFilms(story: string): FilmEstimatesAnswer {
  const original = splitSentences(story)
  const plan = createFilmPlanner(narrate(original).map(({ sentence }) => sentence))
  return {
    lengths: FILM_LENGTHS.map((length) => {
      const { beats, seconds, kept } = plan(length)
      return {
        film_length: length,
        scenes: beats.length,
        seconds,
        sentences: original.length,
        used_sentences: kept.filter(Boolean).length,
      }
    }),
  }
}
