import type { LocationQuery } from 'vue-router'

/** The first value of a part of the address; `''` if it has none. */
export function firstValue(value: LocationQuery[string] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}
