import { visualLineStart, visualLineStarts } from './visualLine'

/*
 * How growing text is laid out. Time for one frame that adds some fifty characters to a million: 320 ms with
 * `content-visibility` on every line, 91 ms in plain lines, 8 ms with it on every 40 lines.
 * One line of 32,000 characters took 100 ms a frame, and 4 ms when cut into parts as here.
 *
 * - A *page* is a block of some lines. All but the last are marked `far`: the styles let the browser skip them
 *   while they are out of sight, yet they can be searched and selected.
 * - A *line* is a block that ends in its newline.
 * - A line that grows long continues in *parts*: inline blocks as wide as the line, several to a *group*. A part begins
 *   where the screen begins a line, so the whole still looks like one paragraph. Inline boxes add no line breaks to
 *   copied text, so the reader also copies one paragraph. The one visible difference: a page search finds no words
 *   across a cut.
 */

/** A page is full after this many UTF-16 units. It ends with the line that fills it. */
const PAGE_LENGTH = 6_000
/** A line continues in another part after this many units. A measured line is cut after twice that at the latest. */
const PART_LENGTH = 1_000
/** This many units at the end of a part may still wrap differently. They move on to the next part. */
const UNSETTLED_LENGTH = 120
/** Text off the screen cannot be measured. It is cut anywhere after this many units. */
const BLIND_PART_LENGTH = 4_000
const GROUP_PARTS = 16
/** Measuring a whole line of more units than this would take too long. */
const MEASURED_LENGTH = 100_000

/** Writes growing text into an element. */
export interface LineWriter {
  /** Add text at the end. What is already written stays as it is. */
  readonly append: (added: string) => void
  readonly clear: () => void
  /**
   * The width has changed, so the screen breaks lines at other places. Join the lines that were cut at the old places,
   * and cut very long ones again.
   *
   * @returns whether they were joined; false while the reader has selected text in them
   */
  readonly rejoin: () => boolean
}

/** The letters and marks of scripts that run from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc]/

interface OpenLine {
  readonly element: HTMLElement
  /** Where text is added. */
  text: Text
  group: HTMLElement | null
}

function add(tag: 'div' | 'span', name: string, parent: ParentNode): HTMLElement {
  const element = document.createElement(tag)
  element.className = name
  parent.append(element)
  return element
}

/** Whether the reader has selected something in `element`, or the selection ends there. */
function holdsSelection(element: Node): boolean {
  const selection = document.getSelection()
  return selection !== null && !selection.isCollapsed && selection.getRangeAt(0).intersectsNode(element)
}

/** Write text into the empty element `box`. Only this writer may change it: its `textContent` is exactly the text. */
export function createLineWriter(box: HTMLElement): LineWriter {
  let page: HTMLElement | null = null
  let pageLength = 0
  /** The line that no newline has ended yet. */
  let open: OpenLine | null = null

  function newLine(): OpenLine {
    if (page === null || pageLength >= PAGE_LENGTH) {
      page?.classList.add('far')
      page = add('div', 'page', box)
      pageLength = 0
    }
    const element = add('div', 'line', page)
    const text = document.createTextNode('')
    element.append(text)
    return { element, text, group: null }
  }

  /** Continue the line in another part that begins with `text`. */
  function newPart(line: OpenLine, text: Text) {
    if (line.group) line.text.parentElement?.classList.add('far')
    if (line.group === null || line.group.childElementCount >= GROUP_PARTS) {
      line.group?.classList.add('far')
      line.group = add('span', 'group', line.element)
    }
    line.element.classList.add('cut')
    add('span', 'part', line.group).append(text)
    line.text = text
  }

  /** Cut a long part where a line on the screen begins. Reads the layout before it changes anything. */
  function cutLong(line: OpenLine) {
    const { length } = line.text
    if (length < PART_LENGTH || holdsSelection(line.text)) return
    const start = visualLineStart(line.text, length - UNSETTLED_LENGTH)
    if (start !== null) newPart(line, line.text.splitText(start))
    else if (length >= BLIND_PART_LENGTH) newPart(line, document.createTextNode(''))
  }

  /** Add text to a line, which may need more than one part for it. */
  function extend(line: OpenLine, piece: string) {
    // The first letter of a line decides. Most lines run from left to right, and the browser need not look at them.
    if (line.element.dir === '' && RIGHT_TO_LEFT.test(piece)) line.element.dir = 'auto'
    for (let from = 0; from < piece.length;) {
      const isFull = line.text.length >= 2 * BLIND_PART_LENGTH
      if (isFull) newPart(line, document.createTextNode(''))
      const end = Math.min(piece.length, from + 2 * BLIND_PART_LENGTH - line.text.length)
      // Do not split a surrogate pair.
      const to = /^[\ud800-\udbff][\udc00-\udfff]/.test(piece.slice(end - 1, end + 1)) ? end + 1 : end
      line.text.appendData(piece.slice(from, to))
      from = to
    }
  }

  /** Cut a line of one part at these places, in their order. */
  function cutAt(line: OpenLine, starts: readonly number[]) {
    let from = 0
    for (const start of starts) {
      newPart(line, line.text.splitText(start - from))
      from = start
    }
  }

  function rebuild(line: HTMLElement) {
    const content = line.textContent
    const text = document.createTextNode(content)
    const whole: OpenLine = { element: line, text, group: null }
    line.classList.remove('cut')
    line.replaceChildren(text)
    const starts = content.length <= MEASURED_LENGTH ? visualLineStarts(text, 2 * BLIND_PART_LENGTH) : []
    cutAt(whole, starts)
    if (starts.length === 0) {
      text.data = ''
      extend(whole, content)
    }
    if (open?.element === line) open = whole
  }

  return {
    append(added) {
      if (open) cutLong(open)
      // Every piece but the last ends in its newline. The last is empty if the text ends in a newline.
      for (const piece of added.split(/(?<=\n)/)) {
        if (piece === '') continue
        open ??= newLine()
        extend(open, piece)
        pageLength += piece.length
        if (piece.endsWith('\n')) open = null
      }
    },
    clear() {
      box.replaceChildren()
      page = null
      open = null
    },
    rejoin() {
      if (holdsSelection(box)) return false
      for (const line of box.querySelectorAll<HTMLElement>('.cut')) rebuild(line)
      return true
    },
  }
}
