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
/** An id; null if it is missing. */
export const optionalId = v.pipe(
  v.nullish(id, null),
  v.transform((value) => value ?? null),
)
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

/** A decimal number, as a server's JSON library may write it into a string. */
const DECIMAL = /^[+-]?\d{1,30}(?:\.\d{1,30})?$/

/** The number that a server means; null for anything else. */
function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  return typeof value === 'string' && DECIMAL.test(value.trim()) ? Number(value) : null
}

/** A finite number, or one in a string; null for anything else. */
export const number = v.pipe(
  lenient<number>(),
  v.transform((value): number | null => numberOf(value)),
)
/** A finite number above 0; null for anything else. Servers send 0 where they do not know a size or a length. */
export const positive = v.pipe(
  number,
  v.transform((value) => (value !== null && value > 0 ? value : null)),
)
/** A finite number, or one in a string, without which an entry has no meaning. */
export const requiredNumber = v.pipe(
  v.custom<number>((value) => numberOf(value) !== null),
  v.transform((value) => numberOf(value) ?? 0),
)
/** A number that is not negative; null for anything else. */
export const notNegative = v.pipe(
  number,
  v.transform((value) => (value !== null && value >= 0 ? value : null)),
)
/** Percent, kept between 0 and 100. Anything but a number counts as missing, which is not 0. */
export const percent = v.pipe(
  number,
  v.transform((value) => (value === null ? null : Math.min(100, Math.max(0, value)))),
)
/** A JSON text; null if it is missing. A server may also send the object itself. */
export const jsonText = v.pipe(
  v.unknown(),
  v.transform((value): string | null => {
    if (typeof value === 'string') return value === '' ? null : value
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : null
  }),
)
/** A yes or no; no for anything but true. */
export const flag = v.pipe(
  lenient<boolean>(),
  v.transform((value) => value === true),
)
/** A yes or no; null for anything else. */
export const yesOrNo = v.pipe(
  lenient<boolean | null>(),
  v.transform((value) => (typeof value === 'boolean' ? value : null)),
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
