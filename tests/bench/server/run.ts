import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchServer, Message } from './benchServer'

/** How to send the tokens of a run. */
export interface Schedule {
  readonly tokens: readonly string[]
  /** Null sends all at once, as fast as the reader takes them, without calling `onSent`. */
  readonly perSecond: number | null
  /** Called when a token is handed to the network. */
  readonly onSent?: (index: number) => void
}

/** Start the rewrite stage and send its text: one token each, with the full text so far. Returns the text. */
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

/** The messages of a text, each with the full text so far. */
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

/** Complete the rewrite stage with its text. The stream stays open. */
export async function endRewrite(server: BenchServer, text: string): Promise<void> {
  const { rewrite } = server.facts
  const completedAt = new Date().toISOString()
  server.facts = { ...server.facts, rewrite: { ...rewrite, status: 'completed', text, completedAt } }
  const metadata = { success_count: 1, failed_count: 0 }
  await server.send({ type: 'done', stage: 'rewrite', full_text: text, metadata })
  await server.send({ type: 'stage_completed', stage: 'rewrite', metadata })
}
