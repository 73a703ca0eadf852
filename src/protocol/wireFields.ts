import * as v from 'valibot'

/* Fields that several wire shapes have in common. */

/**
 * A field that the contract types as `T` but that is read whatever a server sends: the transform after it decides. The
 * type is what our own studio must send.
 */
function lenient<T>() {
  return v.nullish(
    v.custom<T>(() => true),
    null,
  )
}

/** Ids are strings inside, whatever a server uses for its keys. */
export const id = v.pipe(v.union([v.string(), v.number()]), v.transform(String))
/** A text; `''` if it is missing. */
export const text = v.pipe(
  v.nullish(v.string(), null),
  v.transform((value) => value ?? ''),
)
/** A text; null if it is missing. An empty text stays empty. */
export const textOrNull = v.pipe(
  v.nullish(v.string(), null),
  v.transform((value) => value ?? null),
)
/** A text; null if it is missing or empty. */
export const optionalText = v.pipe(
  v.nullish(v.string(), null),
  v.transform((value) => (value === '' ? null : value)),
)
/** A finite number; null for anything else. */
export const number = v.pipe(
  lenient<number>(),
  v.transform((value) => (typeof value === 'number' && Number.isFinite(value) ? value : null)),
)
/** ISO 8601 on the wire, milliseconds since the epoch inside. */
export const time = v.pipe(
  v.nullish(v.string(), null),
  v.transform((value) => {
    const parsed = value ? Date.parse(value) : NaN
    return Number.isNaN(parsed) ? null : parsed
  }),
)
/** A JSON object; empty where it is missing. */
export const record = v.pipe(
  v.nullish(v.record(v.string(), v.unknown()), null),
  v.transform((value) => value ?? {}),
)
/** A list; entries that do not fit are left out, so that the others are not lost. */
export function listOf<S extends v.GenericSchema>(schema: S) {
  return v.pipe(
    lenient<readonly v.InferInput<S>[]>(),
    v.transform((value): readonly v.InferOutput<S>[] =>
      (Array.isArray(value) ? (value as readonly unknown[]) : []).flatMap((entry) => {
        const result = v.safeParse(schema, entry)
        return result.success ? [result.output] : []
      }),
    ),
  )
}
