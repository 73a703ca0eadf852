import type { MessageType } from '@/protocol/messages'

/** What can be counted besides message types. */
export const COUNTED = ['message', 'unknown', 'malformed', 'comment', 'reconnect'] as const
/** What is counted: a message type, or one of `COUNTED`. */
export type Counted = MessageType | (typeof COUNTED)[number]

/** What an expectation is about. */
export interface Subject {
  readonly what: Counted
  /** null: any stage. */
  readonly stage: string | null
}

interface Line {
  /** Counted from 1. */
  readonly line: number
  readonly text: string
}

/** What a line asks for. Times are milliseconds from the first entry of the recording. */
export type Requirement =
  | {
      readonly kind: 'count'
      readonly subject: Subject
      readonly least: number
      readonly most: number
      readonly withinMs: number | null
    }
  | { readonly kind: 'order'; readonly subjects: readonly Subject[] }
  /** No finding of these severities. */
  | { readonly kind: 'findings'; readonly severities: readonly ('fault' | 'warning')[] }

/** One line that could be read. */
export type Expectation = Line & Requirement

/** A line that could not be read. The texts are under `lab.assertion.fault.<reason>`. */
export interface ExpectationFault extends Line {
  readonly reason: 'empty' | 'verb' | 'type' | 'number' | 'duration' | 'stage'
}

/** The state of one expectation. */
export interface ExpectationResult extends Line {
  /** `open`: the rest of the stream may still decide. */
  readonly status: 'pass' | 'fail' | 'open'
  /** What was seen. The texts are under `lab.assertion.seen.<key>`. */
  readonly seen: { readonly key: SeenKey; readonly params: Readonly<Record<string, string | number>> }
}

/** The kinds of things that an expectation can see. */
export type SeenKey = 'nothing' | 'at' | 'count' | 'all' | 'upTo' | 'findings'
