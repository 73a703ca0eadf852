import { parseLooseJson } from './looseJson'

/** A scene as far as a model has written it. */
export interface SceneDraft {
  /** The scene's place in the film, from 1. */
  readonly number: number
  readonly narration: string
  readonly visualPrompt: string
  readonly shotType: string | null
  /** False while the model is still writing it. */
  readonly complete: boolean
}

/** One object of the list, as text. */
interface Slice {
  readonly text: string
  readonly complete: boolean
}

const LIST_START = /"scenes"\s*:\s*\[|^\s*(?:```[^\n]*\n\s*)?\[/

/** The text with the string closed in which it ends, if it does; an escape that is cut goes with it. */
function closeString(text: string, inString: boolean): string {
  if (!inString) return text
  const escape = /(?:^|[^\\])(?:\\\\)*(\\(?:u[0-9a-fA-F]{0,3})?)$/.exec(text)
  return `${text.slice(0, text.length - (escape?.[1]?.length ?? 0))}"`
}

/**
 * The objects of the `scenes` list: one pass, which steps over strings and counts braces, so that finished scenes
 * need no repair however much text follows them.
 */
function sliceObjects(text: string): Slice[] {
  const opening = LIST_START.exec(text)
  if (!opening) return []
  const slices: Slice[] = []
  let depth = 0
  let start = -1
  let inString = false
  for (let index = opening.index + opening[0].length; index < text.length; index += 1) {
    const char = text[index]
    if (inString) {
      if (char === '\\') index += 1
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === '{') {
      if (depth === 0) start = index
      depth += 1
    } else if (char === '}' && depth > 0) {
      depth -= 1
      if (depth === 0) slices.push({ text: text.slice(start, index + 1), complete: true })
    } else if (char === ']' && depth === 0) return slices
  }
  if (depth > 0) slices.push({ text: closeString(text.slice(start), inString), complete: false })
  return slices
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) && number > 0 ? number : null
}

/**
 * The scenes in a storyboard's text while it is streaming.
 *
 * @param text `{"scenes": [{scene_number, narration, visual_prompt, shot_type}]}`, possibly cut anywhere, inside a
 *   Markdown fence, with raw newlines in strings; a bare list is read, too
 * @returns the scenes written so far, in the order of the text; none where nothing can be read
 */
export function readSceneDrafts(text: string): SceneDraft[] {
  return sliceObjects(text).flatMap((slice, index) => {
    const value = parseLooseJson(slice.text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
    const wire = value as Readonly<Record<string, unknown>>
    return [
      {
        number: numberOf(wire['scene_number']) ?? index + 1,
        narration: textOf(wire['narration']),
        visualPrompt: textOf(wire['visual_prompt']),
        shotType: textOf(wire['shot_type']) || null,
        complete: slice.complete,
      },
    ]
  })
}
