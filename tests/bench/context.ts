import type { CDPSession } from '@playwright/test'
import type { BenchServer } from './server/benchServer'

/** What every part of the benchmark receives. */
export interface BenchContext {
  readonly server: BenchServer
  readonly browser: CDPSession
  /** Also print where the main thread spends its time. */
  readonly profile: boolean
}

/** One measured value with its target. */
export interface Row {
  readonly what: string
  readonly value: string
  readonly target: string
  readonly isReached: boolean
}

/** One part of the benchmark. It returns its results as rows. */
export type Part = (context: BenchContext) => Promise<readonly Row[]>

/** A row whose value must not exceed its limit. */
export function atMost(what: string, value: number, limit: number, format: (value: number) => string): Row {
  return { what, value: format(value), target: `≤ ${format(limit)}`, isReached: value <= limit }
}

/** The percentile: the value below which this share of all values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN
}

export const milliseconds = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`
export const ratio = (value: number): string => value.toFixed(2)
