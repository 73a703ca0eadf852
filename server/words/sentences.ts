import { divide, endsSoftly } from '../../src/protocol/divideText'
import { speechSeconds } from '../../src/protocol/speech'

/*
 * Splits a story into sentences. It must cope with anything that is pasted: Chinese and English, hard-wrapped lines,
 * quotations, emoji, markup as text, right-to-left scripts, and text without punctuation.
 */

/** A sentence of a story. */
export interface Sentence {
  readonly text: string
  /** Whether a paragraph of the story begins here. */
  readonly startsParagraph: boolean
  /** A short line of its own without a full stop, such as a title. */
  readonly heading: boolean
}

const OPENING = new Set('“「『（(《〈【[')
const CLOSING = new Set('”」』）)》〉】]')
const HARD_STOPS = new Set('。！？!?')
/** Control characters, byte order marks, lone surrogates, and marks that change the reading direction of later text. */
const UNWANTED = /[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu
const ABBREVIATION = /(?:^|[\s(“"])(?:Mr|Mrs|Ms|Dr|St|Prof|Capt|vs|No|\p{Lu})$/u
const CJK_END = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}。！？”」』…]$/u
const SENTENCE_END = /[。！？!?.…]["'”’」』)）]*$/u

/** Longer quotations are divided like other text (UTF-16 units). */
const LONGEST_QUOTATION = 160
/** A longer sentence is divided, so that no text without punctuation is one endless sentence. In seconds of speech. */
const LONGEST_SENTENCE_SECONDS = 36
/** An unpunctuated line this short ends a paragraph where the script is written without spaces. */
const SHORT_LINE = 25
/** A longer line was not wrapped by hand, so it is a paragraph. */
const LONG_LINE = 110
const LONGEST_HEADING = 48

/** The text without what cannot be shown; line ends become `\n`, other white space one space. */
function cleanText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, '\n')
    .replace(/[^\S\n]+/gu, ' ')
    .replace(UNWANTED, (mark) => (mark === '\n' ? mark : ''))
    .replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '')
}

/** Whether a paragraph ends with this line even without a blank line after it. */
function endsParagraph(line: string): boolean {
  if (CJK_END.test(line)) return SENTENCE_END.test(line) || line.length < SHORT_LINE
  return line.length > LONG_LINE && SENTENCE_END.test(line)
}

/** The paragraphs of cleaned text. Hard-wrapped lines are joined, unless every line is a paragraph. */
function paragraphsOf(text: string, everyLine: boolean): string[] {
  const paragraphs: string[] = []
  let lines: string[] = []
  const close = () => {
    if (lines.length > 0) paragraphs.push(lines.join(CJK_END.test(lines[0] ?? '') ? '' : ' '))
    lines = []
  }
  for (const line of text.split('\n').map((l) => l.trim())) {
    if (line !== '') lines.push(line)
    if (everyLine || line === '' || endsParagraph(line)) close()
  }
  close()
  return paragraphs
}

/** Whether the text after `at` continues in lower case or with a comma, so that no sentence begins there. */
function goesOn(text: string, at: number): boolean {
  return /^\s*[\p{Ll}，、,;；]/u.test(text.slice(at + 1, at + 8))
}

function isStop(text: string, at: number): boolean {
  const char = text.charAt(at)
  if (HARD_STOPS.has(char)) return true
  return (
    char === '.' &&
    /^(?:$|[\s"'”’)\]」』])/u.test(text.slice(at + 1, at + 2)) &&
    !ABBREVIATION.test(text.slice(Math.max(0, at - 6), at))
  )
}

/** Marks without a word, such as a quotation mark that was not recognised as closing, belong to the sentence before. */
function withoutLooseMarks(parts: readonly string[]): string[] {
  const sentences: string[] = []
  for (const part of parts) {
    if (sentences.length > 0 && /^["'”’」』)）\]]+$/u.test(part))
      sentences.push(`${sentences.pop() ?? ''}${part}`)
    else if (part !== '') sentences.push(part)
  }
  return sentences
}

/** The sentences of one paragraph; a quotation stays whole unless it is long. */
function sentencesOf(paragraph: string): string[] {
  const found: string[] = []
  let start = 0
  let depth = 0
  let straight = false
  for (let at = 0; at < paragraph.length; at++) {
    const char = paragraph.charAt(at)
    const closes = CLOSING.has(char) || (char === '"' && straight)
    if (OPENING.has(char) || (char === '"' && !straight)) depth++
    else if (closes) depth = Math.max(0, depth - 1)
    if (char === '"') straight = !straight
    const next = paragraph.charAt(at + 1)
    const nextCloses = CLOSING.has(next) || (next === '"' && straight)
    const stops = closes ? isStop(paragraph, at - 1) : isStop(paragraph, at)
    if (!stops || nextCloses || isStop(paragraph, at + 1) || goesOn(paragraph, at)) continue
    if (depth > 0 && at - start < LONGEST_QUOTATION) continue
    found.push(paragraph.slice(start, at + 1).trim())
    start = at + 1
  }
  found.push(paragraph.slice(start).trim())
  return withoutLooseMarks(found)
}

/** A short line that neither ends a sentence nor goes on. */
function isHeading(line: string): boolean {
  return line.length <= LONGEST_HEADING && !SENTENCE_END.test(line) && !endsSoftly(line)
}

/**
 * The sentences of a text, in order.
 *
 * @param text any text; control characters and marks that change the reading direction are left out
 * @param everyLine whether each line is a paragraph, as in a rewritten text; else lines may have been wrapped by hand
 * @returns sentences of at most 36 seconds of speech, white space collapsed; empty where the text holds nothing to read
 */
export function splitSentences(text: string, everyLine = false): Sentence[] {
  return paragraphsOf(cleanText(text), everyLine).flatMap((paragraph) => {
    const parts = sentencesOf(paragraph).flatMap((sentence) =>
      divide(sentence, speechSeconds, LONGEST_SENTENCE_SECONDS),
    )
    const heading = parts.length === 1 && isHeading(paragraph)
    return parts.map((part, index) => ({ text: part, startsParagraph: index === 0, heading }))
  })
}

/** Sentences as running text: a space between them where the script uses one. */
export function joinSentences(sentences: readonly string[]): string {
  return sentences.reduce((text, next) => {
    const together = /[。！？，、；：…”」』）]$/u.test(text) && /^[\p{Script=Han}“「『（《]/u.test(next)
    return text === '' ? next : text + (together ? '' : ' ') + next
  }, '')
}
