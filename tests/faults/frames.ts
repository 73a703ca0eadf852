import type { Random } from './random'
import type { Traits } from './traits'
import type { Json } from './truth'

const encoder = new TextEncoder()

/** The bytes of one message, as a server with these traits writes it. */
export function frameOf(message: Json, id: string | null, traits: Traits): Uint8Array {
  const text = JSON.stringify(message, null, traits.manyLines ? 1 : 0)
  const lines = text.split('\n').map((line) => `data: ${line}`)
  if (id !== null) lines.unshift(`id: ${id}`)
  return encoder.encode([...lines, '', ''].join(traits.lineEnd))
}

/** The bytes of a comment. */
export function commentOf(text: string, { lineEnd }: Traits): Uint8Array {
  return encoder.encode(`: ${text}${lineEnd}${lineEnd}`)
}

const JUNK = [
  'data: {"type": "token", "content": \n\n',
  'data: not JSON at all\n\n',
  'data: []\n\n',
  'data: {"type": 7}\n\n',
  'data: {"type": "token", "stage": "rewrite", "content": 5}\n\n',
  'data: {"type": "a_newer_server", "stage": "rewrite"}\n\n',
  'data: {"type": "token", "stage": "__proto__", "content": "x", "full_text": "x"}\n\n',
  'data: {"type": "stage_update", "stage": "asset_extraction", "status": "failed"}\n\n',
  'event: error\ndata:\n\n',
  'colour: red\nretry: soon\n\n',
  'data: \u0000\n\n',
  `data: ${'['.repeat(5_000)}\n\n`,
  ':\n',
] as const

/** A frame that is malformed or that no client needs. */
export function junk(random: Random): Uint8Array {
  return random.chance(0.1) ? encoder.encode('data: ').fill(0xff, 6) : encoder.encode(random.pick(JUNK))
}

/** A frame that lost a part of its data but still has its end. */
export function damaged(frame: Uint8Array, traits: Traits): Uint8Array {
  const end = encoder.encode(traits.lineEnd + traits.lineEnd)
  const kept = frame.subarray(0, Math.floor(frame.length * 0.6))
  const bytes = new Uint8Array(kept.length + end.length)
  bytes.set(kept)
  bytes.set(end, kept.length)
  return bytes
}

/** Split bytes into chunks anywhere, even within a character. */
export function chunksOf(bytes: Uint8Array, random: Random): Uint8Array[] {
  const chunks: Uint8Array[] = []
  let from = 0
  while (from < bytes.length) {
    const until = from + (random.chance(0.5) ? bytes.length : random.whole(1, 60))
    chunks.push(bytes.subarray(from, until))
    from = until
  }
  return chunks
}
