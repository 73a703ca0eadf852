/** Data deeper than this is taken as new rather than compared: a hostile answer must not exhaust the stack. */
const MAX_DEPTH = 32

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shareArray(
  before: readonly unknown[],
  after: readonly unknown[],
  depth: number,
): readonly unknown[] {
  const shared = after.map((value, index) => share(before[index], value, depth))
  return shared.length === before.length && shared.every((value, index) => value === before[index])
    ? before
    : shared
}

function shareObject(before: Record<string, unknown>, after: Record<string, unknown>, depth: number) {
  const keys = Object.keys(after)
  const shared = Object.fromEntries(keys.map((key) => [key, share(before[key], after[key], depth)]))
  const same =
    keys.length === Object.keys(before).length &&
    keys.every((key) => Object.hasOwn(before, key) && shared[key] === before[key])
  return same ? before : shared
}

/**
 * The value of `after`, built from as many parts of `before` as are equal to it. Equal values give `before` itself,
 * so that whoever compares references sees no change where there is none.
 *
 * @param before the former value, left untouched
 * @param after JSON-like data (plain objects, arrays, primitives)
 */
export function share<T>(before: unknown, after: T, depth?: number): T
export function share(before: unknown, after: unknown, depth = 0): unknown {
  if (Object.is(before, after)) return before
  if (depth >= MAX_DEPTH) return after
  if (Array.isArray(before) && Array.isArray(after)) return shareArray(before, after, depth + 1)
  if (isPlainObject(before) && isPlainObject(after)) return shareObject(before, after, depth + 1)
  return after
}
