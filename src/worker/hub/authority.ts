import type { TimerHandle, Timers } from '@/transport/timers'

/** How long a tab may take for a new token before another one is asked, in milliseconds. */
const PATIENCE_MS = 10_000

/** Who can be asked for a token. */
export interface AuthorityOptions {
  /** The tabs that live, those first that should be asked first. */
  readonly tabs: () => readonly string[]
  readonly ask: (tab: string, refused: string | null) => void
  readonly timers: Timers
}

/** Holds the access token for all streams. The hub has no storage and no session of its own: tabs tell it. */
export interface Authority {
  /** The current token; null where nobody is signed in. */
  readonly token: () => string | null
  /**
   * The server refused `used`: get another token. However many streams are refused, one tab is asked.
   *
   * @returns whether another attempt is worth it; rejects where no tab could find out
   */
  readonly renew: (used: string | null) => Promise<boolean>
  /** A tab tells a token, by itself or as the answer to the question. */
  readonly tell: (token: string | null, isAnswer: boolean) => void
  /** A tab is gone, or could not find out; if it was the one that was asked, another is. */
  readonly pass: (tab: string) => void
  readonly stop: () => void
}

interface Question {
  readonly refused: string | null
  readonly answer: Promise<boolean>
  /** Null: nobody could find out. */
  readonly settle: (isWorthIt: boolean | null) => void
  readonly asked: Set<string>
  current: string | null
  timer: TimerHandle | null
}

function openQuestion(refused: string | null): Question {
  let settle: Question['settle'] = () => undefined
  const answer = new Promise<boolean>((resolve, reject) => {
    settle = (isWorthIt) => {
      if (isWorthIt === null) reject(new Error('No tab could tell whether there is another token.'))
      else resolve(isWorthIt)
    }
  })
  return { refused, answer, settle, asked: new Set(), current: null, timer: null }
}

/** Make an authority that knows no token yet. */
export function createAuthority({ tabs, ask, timers }: AuthorityOptions): Authority {
  let token: string | null = null
  let question: Question | null = null

  function settle(isWorthIt: boolean | null) {
    const settled = question
    question = null
    if (settled?.timer) timers.clear(settled.timer)
    settled?.settle(isWorthIt)
  }

  function askNext(open: Question) {
    if (open.timer !== null) timers.clear(open.timer)
    const next = tabs().find((tab) => !open.asked.has(tab))
    if (next === undefined) {
      settle(null)
      return
    }
    open.asked.add(next)
    open.current = next
    open.timer = timers.set(() => askNext(open), PATIENCE_MS)
    ask(next, open.refused)
  }

  return {
    token: () => token,
    renew(used) {
      if (token !== used) return Promise.resolve(true) // told while the refused request was under way
      if (question) return question.answer
      const opened = openQuestion(used)
      question = opened
      askNext(opened)
      return opened.answer
    },
    tell(next, isAnswer) {
      const isNew = question !== null && next !== null && next !== question.refused
      // A tab that does not know better says the old one again: no answer, and no news.
      if (question && !isNew && !isAnswer) return
      token = next
      if (question) settle(isNew)
    },
    pass(tab) {
      if (question?.current === tab) askNext(question)
    },
    stop: () => settle(null),
  }
}
