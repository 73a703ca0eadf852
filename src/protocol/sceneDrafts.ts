import { parseLooseJson } from './looseJson'

/** A scene, as far as a model has written it. */
export interface SceneDraft {
  /** The scene's place in the film, from 1. */
  readonly number: number
  readonly narration: string
  readonly visualPrompt: string
  readonly shotType: string | null
  /** False while the model is still writing it. */
  readonly complete: boolean
}

/**
 * How far a storyboard's text has been read. Reading on looks only at the new text and at the scene that is being
 * written, so its cost does not grow with the text.
 */
export interface DraftReading {
  /** The scenes so far, in the order of the text. A finished scene stays the same object. */
  readonly drafts: readonly SceneDraft[]
  /** The scenes that are finished. */
  readonly finished: readonly SceneDraft[]
  /** How many objects of the list are complete, readable or not. */
  readonly count: number
  /** Before the list: the text in which its start may still be found. Inside it: the object that is still open. */
  readonly rest: string
  readonly place: 'before' | 'list' | 'after'
  /** The number of open braces. */
  readonly depth: number
  readonly inString: boolean
  /** Whether the next character is escaped. */
  readonly isEscaped: boolean
}

/** Nothing read yet. */
export const NO_DRAFTS: DraftReading = {
  drafts: [],
  finished: [],
  count: 0,
  rest: '',
  place: 'before',
  depth: 0,
  inString: false,
  isEscaped: false,
}

/** The member that holds the scenes. */
const MEMBER_START = /"scenes"\s*:\s*\[/
/** A list without the member, possibly in a Markdown fence. It can only stand at the start of the text. */
const BARE_START = /^\s*(?:```[^\n]*\n\s*)?\[/
/** A start that may still become a bare list. */
const MAY_BE_BARE = /^\s*(?:`{0,2}|```[^\n]*(?:\n\s*)?)$/

/** The text with its last string closed, where it ends inside one. A cut escape is dropped. */
function closeString(text: string, inString: boolean): string {
  if (!inString) return text
  const escape = /(?:^|[^\\])(?:\\\\)*(\\(?:u[0-9a-fA-F]{0,3})?)$/.exec(text)
  return `${text.slice(0, text.length - (escape?.[1]?.length ?? 0))}"`
}

/** The index just after the bracket that opens the list; the first one counts. Null where there is none yet. */
function findList(head: string): number | null {
  const ends = [BARE_START, MEMBER_START].flatMap((pattern) => {
    const found = pattern.exec(head)
    return found ? [found.index + found[0].length] : []
  })
  return ends.length > 0 ? Math.min(...ends) : null
}

/** The part of a text that may still hold the start of the list: from the last but one quote on. */
function restOfHead(head: string): string {
  if (MAY_BE_BARE.test(head)) return head
  const last = head.lastIndexOf('"')
  if (last === -1) return 'x'
  const lastButOne = last === 0 ? -1 : head.lastIndexOf('"', last - 1)
  // The "x" keeps the rest from looking like the start of the text.
  return `x${head.slice(lastButOne === -1 ? last : lastButOne)}`
}

/**
 * Skip strings and count braces to find complete scenes, so that only the open one needs repair.
 *
 * @returns the reading without its open scene
 */
function scan(before: DraftReading, added: string): DraftReading {
  let { place, count, depth, inString, isEscaped } = before
  let { rest } = before
  const finished = [...before.finished]
  let start = depth > 0 ? 0 : -1
  let index = 0
  for (; index < added.length && place === 'list'; index += 1) {
    const char = added[index]
    if (inString) {
      if (isEscaped) isEscaped = false
      else if (char === '\\') isEscaped = true
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === '{') {
      if (depth === 0) start = index
      depth += 1
    } else if (char === '}' && depth > 0) {
      depth -= 1
      if (depth > 0) continue
      const draft = draftOf(rest + added.slice(start, index + 1), count, true)
      if (draft) finished.push(draft)
      count += 1
      rest = ''
      start = -1
    } else if (char === ']' && depth === 0) place = 'after'
  }
  if (start !== -1) rest += added.slice(start)
  const same = finished.length === before.finished.length ? before.finished : finished
  return { drafts: same, finished: same, count, rest, place, depth, inString, isEscaped }
}

/**
 * Continue to read the text of a storyboard.
 *
 * @param added the text that follows the part read so far
 */
export function readOn(before: DraftReading, added: string): DraftReading {
  if (added === '' || before.place === 'after') return before
  if (before.place === 'before') {
    const head = before.rest + added
    const start = findList(head)
    if (start === null) return { ...before, rest: restOfHead(head) }
    return readOn({ ...before, place: 'list', rest: '' }, head.slice(start))
  }
  const next = scan(before, added)
  const open = next.depth > 0 ? draftOf(closeString(next.rest, next.inString), next.count, false) : null
  return open ? { ...next, drafts: [...next.finished, open] } : next
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) && number > 0 ? number : null
}

/** A scene from its object's text; null where the text cannot be read. */
function draftOf(text: string, index: number, complete: boolean): SceneDraft | null {
  const value = parseLooseJson(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const wire = value as Readonly<Record<string, unknown>>
  return {
    number: numberOf(wire['scene_number']) ?? index + 1,
    narration: textOf(wire['narration']),
    visualPrompt: textOf(wire['visual_prompt']),
    shotType: textOf(wire['shot_type']) || null,
    complete,
  }
}

/**
 * The scenes in a storyboard's text while it is streaming.
 *
 * @param text `{"scenes": [{scene_number, narration, visual_prompt, shot_type}]}`, possibly cut anywhere, inside a
 *   Markdown fence, with raw newlines in strings; a bare list is read, too
 * @returns the scenes written so far, in the order of the text; none where nothing can be read
 */
export function readSceneDrafts(text: string): readonly SceneDraft[] {
  return readOn(NO_DRAFTS, text).drafts
}
