/** In the state of the history, for one visit: the page of a new project runs it when it opens. A reload does not. */
export const RUN_AT_ONCE = { runAtOnce: true }

/** Whether this visit is to run the project, once: the next call says no. */
export function takeRunAtOnce(): boolean {
  const state = history.state as Partial<typeof RUN_AT_ONCE> | null
  if (state?.runAtOnce !== true) return false
  history.replaceState({ ...state, runAtOnce: false }, '')
  return true
}
