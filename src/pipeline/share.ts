import { isPlainObject } from '@/protocol/plainObject'

/** Data nested deeper than this counts as changed, so that a hostile answer cannot exhaust the stack. */
const MAX_DEPTH = 32

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
 * The value of `after`, made of as many equal parts of `before` as possible. Equal values give `before` itself, so that
 * comparing references is enough to see that nothing has changed.
 *
 * @param before the former value; not modified
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
