/*
 * The minimal implementation that shows a growing text and follows its end: a worker reads, and the page appends to the
 * last line's text node once per frame.
 */

const text = document.querySelector('.text')
const box = document.querySelector('.box')
if (!text || !box) throw new Error('The page has no place for the text')

let waiting = ''
let isScheduled = false
let line: Text | null = null

function append(): void {
  isScheduled = false
  for (const piece of waiting.split(/(?<=\n)/)) {
    if (line === null) {
      line = document.createTextNode(piece)
      text?.appendChild(document.createElement('div')).appendChild(line)
    } else line.appendData(piece)
    if (piece.endsWith('\n')) line = null
  }
  waiting = ''
  if (box) box.scrollTop = box.scrollHeight
}

const worker = new Worker(new URL('./limitWorker.ts', import.meta.url), { type: 'module' })
worker.onmessage = (event: MessageEvent<string>) => {
  waiting += event.data
  if (isScheduled) return
  isScheduled = true
  requestAnimationFrame(append)
}
