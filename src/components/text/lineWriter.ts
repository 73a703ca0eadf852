import { visualLineStart, visualLineStarts } from './visualLine'

/*
 * How growing text stands in the page. Measured with a million characters, adding some fifty in each frame, of which
 * each took: 320 ms with `content-visibility` on every line, 91 ms in plain lines, 8 ms with it on every 40 lines.
 * One long line took 100 ms for 32,000 characters, and 4 ms cut into parts as here.
 *
 * - A *page* is a block of some lines. All but the last are marked `far`: the styles let the browser skip them
 *   while they are out of sight, yet they can be searched and selected.
 * - A *line* is a block that ends in its newline.
 * - A line that grows long goes on in *parts*, inline blocks as wide as the line, some of them to a *group*. A part
 *   begins where a line on the screen does, so that it looks like one paragraph; and as inline boxes do not break what
 *   is copied, it is copied as one. What can be seen is a search: it does not find words on both sides of a cut.
 */

/** A page is full with this many units; it ends with the line in which it is. */
const PAGE_LENGTH = 6_000
/** A line goes on in another part after this many units; what is measured is cut no later than twice that. */
const PART_LENGTH = 1_000
/** So much of a part may still be moved to another line by what comes; it goes on in the next. */
const UNSETTLED_LENGTH = 120
/** What cannot be measured, as it is not on the screen, is cut anywhere after this many units. */
const BLIND_PART_LENGTH = 4_000
const GROUP_PARTS = 16
/** A line of more than these units is not looked at as a whole, which would take too long. */
const MEASURED_LENGTH = 100_000

/** What writes growing text into an element. */
export interface LineWriter {
  /** Add text at the end. All that is there stays as it is. */
  readonly append: (added: string) => void
  readonly clear: () => void
  /**
   * The width has changed: lines that were cut where they were broken on the screen are put together, and cut anew
   * where they are very long.
   *
   * @returns whether they were; not while the reader has selected something in them
   */
  readonly rejoin: () => boolean
}

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

/** Write text into `box`, which is empty and stays this writer's: its `textContent` is exactly the text. */
export function createLineWriter(box: HTMLElement): LineWriter {
  let page: HTMLElement | null = null
  let pageLength = 0
  /** The line that is not ended by a newline yet. */
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

  /** Go on in another part, with `text` in it. */
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

  /** Cut what is long at the beginning of a line on the screen. Looks at the layout before anything is changed. */
  function cutLong(line: OpenLine) {
    const { length } = line.text
    if (length < PART_LENGTH || holdsSelection(line.text)) return
    const start = visualLineStart(line.text, length - UNSETTLED_LENGTH)
    if (start !== null) newPart(line, line.text.splitText(start))
    else if (length >= BLIND_PART_LENGTH) newPart(line, document.createTextNode(''))
  }

  /** Add to a line what may be more of it than is good for one part. */
  function extend(line: OpenLine, piece: string) {
    for (let from = 0; from < piece.length;) {
      const isFull = line.text.length >= 2 * BLIND_PART_LENGTH
      if (isFull) newPart(line, document.createTextNode(''))
      const end = Math.min(piece.length, from + 2 * BLIND_PART_LENGTH - line.text.length)
      // A character of two units stays whole.
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
      // Every piece but the last ends in its newline; an empty piece is what stands after the last newline.
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
