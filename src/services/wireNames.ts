import type { MessageOf, MessageType } from '@/protocol/messages'

type SnakeCase<S extends string> = S extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${SnakeCase<Tail>}`
  : S

type WireNames<M> = { [K in keyof M as K extends string ? SnakeCase<K> : never]: M[K] }

/**
 * A checked message with the field names of the wire (`full_text`, `project_id`). Fields that the server left out are
 * null, as is an empty `full_text`. `timestamp` is in seconds, as on the wire.
 */
export type NamedMessage<T extends MessageType = MessageType> = {
  [K in T]: WireNames<Omit<MessageOf<K>, 'sentAt'>> & { timestamp: number | null }
}[T]

/** Give a checked message the field names of the wire. */
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
