import type { TimerHandle, Timers } from '@/transport/timers'

/** How long a tab may take for a new token before the next tab is asked, in milliseconds. */
const ANSWER_LIMIT_MS = 10_000

/** How to reach the tabs. */
export interface SharedAccessOptions {
  /** The connected tabs, in the order in which to ask them. */
  readonly tabs: () => readonly string[]
  readonly ask: (tab: string, refused: string | null) => void
  readonly timers: Timers
}

/** The access token for all streams. The hub has no session of its own, so the tabs send it the token. */
export interface SharedAccess {
  /** The current token; null if no one is signed in. */
  readonly token: () => string | null
  /**
   * The server refused `used`: get another token. One tab is asked, however many streams were refused.
   *
   * @returns whether another attempt is worth it; rejects if no tab could answer
   */
  readonly renew: (used: string | null) => Promise<boolean>
  /** A tab sent a token: a changed one, or the answer to a question (`isAnswer`). */
  readonly receive: (token: string | null, isAnswer: boolean) => void
  /** A tab is gone or has no answer. If it was the one asked, ask the next. */
  readonly skip: (tab: string) => void
  readonly stop: () => void
}

interface Question {
  readonly refused: string | null
  readonly answer: Promise<boolean>
  /** Null: no tab could answer. */
  readonly settle: (isWorthIt: boolean | null) => void
  readonly asked: Set<string>
  current: string | null
  timer: TimerHandle | null
}

function openQuestion(refused: string | null): Question {
  let settle: Question['settle'] = () => undefined
  const answer = new Promise<boolean>((resolve, reject) => {
    settle = (isWorthIt) => {
      if (isWorthIt === null) reject(new Error('No tab could say whether there is another token.'))
      else resolve(isWorthIt)
    }
  })
  return { refused, answer, settle, asked: new Set(), current: null, timer: null }
}

/** Make the shared access; it has no token yet. */
export function createSharedAccess({ tabs, ask, timers }: SharedAccessOptions): SharedAccess {
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
    open.timer = timers.set(() => askNext(open), ANSWER_LIMIT_MS)
    ask(next, open.refused)
  }

  return {
    token: () => token,
    renew(used) {
      if (token !== used) return Promise.resolve(true) // it was replaced during the refused request
      if (question) return question.answer
      const opened = openQuestion(used)
      question = opened
      askNext(opened)
      return opened.answer
    },
    receive(next, isAnswer) {
      const isNew = question !== null && next !== null && next !== question.refused
      // A tab that only knows the refused token has no answer.
      if (question && !isNew && !isAnswer) return
      token = next
      if (question) settle(isNew)
    },
    skip(tab) {
      if (question?.current === tab) askNext(question)
    },
    stop: () => settle(null),
  }
}
