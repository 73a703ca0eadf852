import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchServer } from './benchServer'

/** How the tokens of a run are sent. */
export interface Schedule {
  readonly tokens: readonly string[]
  /** Null: as fast as the reader takes them. */
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
  await server.send({ type: 'stage_update', stage: 'rewrite', status: 'processing', progress: 0 })
  return sendTokens(server, { tokens, perSecond, ...(onSent && { onSent }) })
}

async function sendTokens(server: BenchServer, { tokens, perSecond, onSent }: Schedule): Promise<string> {
  const start = performance.now()
  let text = ''
  for (const [index, content] of tokens.entries()) {
    if (perSecond !== null) {
      const wait = start + (index * 1000) / perSecond - performance.now()
      if (wait > 0) await sleep(wait)
    }
    text += content
    onSent?.(index)
    await server.send({ type: 'token', stage: 'rewrite', content, full_text: text })
  }
  return text
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
