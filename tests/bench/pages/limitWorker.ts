/* Reads the stream and passes on only the new part of each token. */

const CONTENT = /"content":("(?:[^"\\]|\\.)*")/

async function read(): Promise<void> {
  const { body } = await fetch('/api/v1/sse/projects/bench/stages/rewrite/')
  if (!body) throw new Error('The stream has no body')
  let rest = ''
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).split('\n\n')
    rest = blocks.pop() ?? ''
    const added = blocks.map((block) => JSON.parse(CONTENT.exec(block)?.[1] ?? '""') as string).join('')
    if (added !== '') postMessage(added)
  }
}

void read()
