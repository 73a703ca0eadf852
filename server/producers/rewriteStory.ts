import { speechSeconds } from '../words/language'
import { groupSentences, sceneCount } from './sceneBoundaries'
import { joinSentences, type Sentence, splitSentences } from '../words/sentences'

/** The longest paragraph of a long story, in seconds of narration. */
const PARAGRAPH_SECONDS = 45
/** A sentence is dropped where it repeats one of this many sentences before it. */
const REPEAT_DISTANCE = 3
/** Shorter sentences ("Yes." "Yes.") may be repeated. In letters. */
const SHORTEST_REPEAT = 6

const FILLER =
  /^(?:(?:嗯|那个|这个|就是说|你知道吗?|其实呢|话说|怎么说呢|总之呢)[，,]\s*|(?:well|you know|i mean|so anyway|anyway|actually|basically|like)\s*,\s*)+/iu
const REPEATED_MARK = /([!！?？。，,、~～])\1+/gu

/** A sentence without fillers at its start and repeated punctuation marks. */
function tighten(sentence: Sentence): Sentence {
  const short = sentence.text.replace(REPEATED_MARK, '$1').replace(FILLER, '')
  const filler = short.length < sentence.text.replace(REPEATED_MARK, '$1').length
  const text = filler ? short.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase()) : short
  return text === '' ? sentence : { ...sentence, text }
}

function withoutRepeats(sentences: readonly Sentence[]): Sentence[] {
  const said: string[] = []
  return sentences.filter((sentence) => {
    const letters = sentence.text.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase()
    const repeated = letters.length >= SHORTEST_REPEAT && said.slice(-REPEAT_DISTANCE).includes(letters)
    said.push(letters)
    return !repeated
  })
}

/** A scene's sentences as a paragraph; a title keeps a line of its own. */
function paragraph(sentences: readonly Sentence[]): string {
  const lines: string[][] = [[]]
  for (const { text, heading } of sentences) {
    if (heading) lines.push([text], [])
    else lines.at(-1)?.push(text)
  }
  return lines
    .map(joinSentences)
    .filter((line) => line !== '')
    .join('\n')
}

/**
 * The story in its own sentences, without fillers and repetitions. Each paragraph is what one scene can show. Nothing
 * is invented.
 *
 * @param story any text
 * @returns paragraphs separated by a newline; `''` where the story holds nothing to read
 */
export function rewriteStory(story: string): string {
  const sentences = withoutRepeats(splitSentences(story).map(tighten))
  if (sentences.length === 0) return ''
  const seconds = sentences.reduce((sum, sentence) => sum + speechSeconds(sentence.text), 0)
  const paragraphs = Math.max(
    sceneCount(seconds, sentences.length),
    Math.min(sentences.length, Math.ceil(seconds / PARAGRAPH_SECONDS)),
  )
  return groupSentences(sentences, paragraphs).map(paragraph).join('\n')
}
