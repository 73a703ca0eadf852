/** What writes growing text into an element. */
export interface LineWriter {
  /** Bring the element to `text`. What it continues is appended to and stays as it is; else all is written anew. */
  write(text: string): void
}

/**
 * Write text into `box`, one element and one text node a line, so that a growing text costs what is new and not
 * what is there, and so that a selection in it survives. Newlines are kept as characters at the end of their line:
 * `box.textContent` is exactly the text.
 */
export function createLineWriter(box: HTMLElement): LineWriter {
  let shown = ''
  /** The line that is not ended by a newline yet. */
  let open: Text | null = null

  function append(added: string): void {
    const fresh = document.createDocumentFragment()
    // Every piece but the last ends in its newline; an empty piece is what stands after the last newline.
    for (const piece of added.split(/(?<=\n)/)) {
      if (piece === '') continue
      if (open === null) {
        open = document.createTextNode(piece)
        fresh.appendChild(document.createElement('div')).appendChild(open)
      } else open.appendData(piece)
      if (piece.endsWith('\n')) open = null
    }
    box.appendChild(fresh)
  }

  return {
    write(text) {
      if (text === shown) return
      if (!text.startsWith(shown)) {
        box.replaceChildren()
        shown = ''
        open = null
      }
      append(text.slice(shown.length))
      shown = text
    },
  }
}
