import * as v from 'valibot'

/* What the fields of several wire shapes have in common. */

/** Ids are strings inside, whatever a server uses for its keys. */
export const id = v.pipe(v.union([v.string(), v.number()]), v.transform(String))
/** A text; `''` where it is missing. */
export const text = v.pipe(
  v.nullish(v.string(), null),
  v.transform((value) => value ?? ''),
)
/** A text; null where it is missing or empty. */
export const optionalText = v.pipe(
  v.nullish(v.string(), null),
  v.transform((value) => (value === '' ? null : value)),
)
/** A finite number; null for anything else. */
export const number = v.pipe(
  v.nullish(v.unknown(), null),
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
/** A list; entries that do not fit are left out rather than losing the rest. */
export function listOf<S extends v.GenericSchema>(schema: S) {
  return v.pipe(
    v.nullish(v.unknown(), null),
    v.transform((value): v.InferOutput<S>[] =>
      (Array.isArray(value) ? value : []).flatMap((entry) => {
        const result = v.safeParse(schema, entry)
        return result.success ? [result.output] : []
      }),
    ),
  )
}
