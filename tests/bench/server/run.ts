import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchServer, Message } from './benchServer'

/** How the tokens of a run are sent. */
export interface Schedule {
  readonly tokens: readonly string[]
  /** Null: all at once, as fast as the reader takes them. `onSent` is not called then. */
  readonly perSecond: number | null
  /** A token is handed to the network now. */
  readonly onSent?: (index: number) => void
}

/** Run the rewrite stage: begin it, and send its text token by token, all text so far in each. Returns the text. */
export async function runRewrite(
  server: BenchServer,
  { tokens, perSecond, onSent }: Schedule,
): Promise<string> {
  const startedAt = new Date().toISOString()
  server.facts = {
    ...server.facts,
    status: 'processing',
    rewrite: { status: 'processing', text: '', startedAt, completedAt: null },
  }
  const begun = { type: 'stage_update', stage: 'rewrite', status: 'processing', progress: 0 }
  if (perSecond === null) await server.sendAtOnce([begun, ...tokenMessages(tokens)])
  else {
    await server.send(begun)
    await sendPaced(server, tokens, perSecond, onSent)
  }
  return tokens.join('')
}

/** The messages of a text, all text so far in each. */
function* tokenMessages(tokens: readonly string[]): Generator<Message> {
  let text = ''
  for (const content of tokens) {
    text += content
    yield { type: 'token', stage: 'rewrite', content, full_text: text }
  }
}

async function sendPaced(
  server: BenchServer,
  tokens: readonly string[],
  perSecond: number,
  onSent: Schedule['onSent'],
): Promise<void> {
  const start = performance.now()
  let index = 0
  for (const message of tokenMessages(tokens)) {
    const wait = start + (index * 1000) / perSecond - performance.now()
    if (wait > 0) await sleep(wait)
    onSent?.(index)
    await server.send(message)
    index += 1
  }
}

/** End the rewrite stage with its text; the stream of all stages stays open. */
export async function endRewrite(server: BenchServer, text: string): Promise<void> {
  const { rewrite } = server.facts
  const completedAt = new Date().toISOString()
  server.facts = { ...server.facts, rewrite: { ...rewrite, status: 'completed', text, completedAt } }
  const metadata = { success_count: 1, failed_count: 0 }
  await server.send({ type: 'done', stage: 'rewrite', full_text: text, metadata })
  await server.send({ type: 'stage_completed', stage: 'rewrite', metadata })
}
