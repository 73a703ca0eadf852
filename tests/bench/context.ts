import type { CDPSession } from '@playwright/test'
import type { BenchServer } from './server/benchServer'

/** What every part of the bench works with. */
export interface BenchContext {
  readonly server: BenchServer
  readonly browser: CDPSession
  /** Print more: where the main thread's time goes. */
  readonly profile: boolean
}

/** One row of "numbers to reach". */
export interface Row {
  readonly what: string
  readonly value: string
  readonly target: string
  readonly isReached: boolean
}

/** One part of the bench: what it finds, as rows. */
export type Part = (context: BenchContext) => Promise<readonly Row[]>

/** A row whose value must not be above its limit. */
export function atMost(what: string, value: number, limit: number, format: (value: number) => string): Row {
  return { what, value: format(value), target: `≤ ${format(limit)}`, isReached: value <= limit }
}

/** The value below which this share of all values is. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN
}

export const milliseconds = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`
export const ratio = (value: number): string => value.toFixed(2)
