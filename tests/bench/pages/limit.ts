/*
 * The least that a page can do and still show a growing text that follows its tail: a worker reads, the page appends
 * once per frame to the text node of the last line.
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
