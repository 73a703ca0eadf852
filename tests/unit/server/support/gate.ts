/** A point where work waits until a test lets it continue. */
export interface Gate {
  /** Resolves once work waits at the gate. */
  reached: Promise<void>
  open(): void
  /** Waits until the gate is open or the signal aborted. */
  pass(signal: AbortSignal): Promise<void>
}

/** Create a closed gate. */
export function createGate(): Gate {
  let reach = (): void => undefined
  let open = (): void => undefined
  const reached = new Promise<void>((resolve) => (reach = resolve))
  const opened = new Promise<void>((resolve) => (open = resolve))
  return {
    reached,
    open,
    async pass(signal) {
      reach()
      await Promise.race([opened, aborted(signal)])
      signal.throwIfAborted()
    },
  }
}

/** One listener per signal, however often work passes the gate. */
const endings = new WeakMap<AbortSignal, Promise<void>>()
function aborted(signal: AbortSignal): Promise<void> {
  const known = endings.get(signal)
  if (known) return known
  const ending = new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
  endings.set(signal, ending)
  return ending
}
