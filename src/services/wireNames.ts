import type { MessageOf, MessageType } from '@/protocol/messages'

type SnakeCase<S extends string> = S extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${SnakeCase<Tail>}`
  : S

type WireNames<M> = { [K in keyof M as K extends string ? SnakeCase<K> : never]: M[K] }

/**
 * A message under the names that the wire uses (`full_text`, `project_id`), after it was checked: what a server left
 * out is null, an empty `full_text` too. `timestamp` is in seconds, as on the wire.
 */
export type NamedMessage<T extends MessageType = MessageType> = {
  [K in T]: WireNames<Omit<MessageOf<K>, 'sentAt'>> & { timestamp: number | null }
}[T]

/** Give a checked message the wire's names back. */
export function withWireNames<T extends MessageType>(message: MessageOf<T>): NamedMessage<T> {
  const { sentAt, ...fields } = message
  const named = Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  )
  return { ...named, timestamp: sentAt === null ? null : sentAt / 1000 } as unknown as NamedMessage<T>
}
