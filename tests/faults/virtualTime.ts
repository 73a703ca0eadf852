/** A clock that moves only when it is told to. */
export interface VirtualTime {
  /** Let time pass: everything that is due happens, in order, with all that follows from it at once. */
  readonly pass: (ms: number) => Promise<void>
  /** Timers that are still set. */
  readonly pending: () => number
  /** Give the machine its own time back. */
  readonly end: () => void
}

interface Timer {
  readonly dueAt: number
  readonly callback: () => void
}

/** Some day; a test of time should not depend on which. */
const BEGINNING = Date.UTC(2026, 0, 1)

/**
 * Put a virtual time in place of the machine's: `setTimeout`, `clearTimeout`, `Date.now` and `AbortSignal.timeout`.
 * Thousands of minutes pass in seconds, because between two timers only what is ready to run is waited for.
 */
export function startVirtualTime(): VirtualTime {
  const { setTimeout: machineSet, clearTimeout: machineClear, setImmediate: machineImmediate } = globalThis
  const machineNow = Date.now
  const machineLimit = Object.getOwnPropertyDescriptor(AbortSignal, 'timeout')
  const timers = new Map<number, Timer>()
  let now = BEGINNING
  let lastHandle = 0

  const set = (callback: () => void, delayMs = 0) => {
    lastHandle += 1
    timers.set(lastHandle, { dueAt: now + Math.max(0, delayMs), callback })
    return lastHandle
  }
  const clear = (handle: number | null | undefined) => {
    if (handle !== null && handle !== undefined) timers.delete(handle)
  }
  const limit = (ms: number) => {
    const controller = new AbortController()
    set(() => controller.abort(new DOMException('too late', 'TimeoutError')), ms)
    return controller.signal
  }
  /** All microtasks have run before an immediate does. */
  const settle = () => new Promise<void>((resolve) => machineImmediate(resolve))

  function nextDue(until: number): [number, Timer] | null {
    let next: [number, Timer] | null = null
    for (const [handle, timer] of timers)
      if (timer.dueAt <= until && (next === null || timer.dueAt < next[1].dueAt)) next = [handle, timer]
    return next
  }

  Object.assign(globalThis, { setTimeout: set, clearTimeout: clear })
  Date.now = () => now
  AbortSignal.timeout = limit

  return {
    async pass(ms) {
      const until = now + ms
      await settle()
      for (let next = nextDue(until); next !== null; next = nextDue(until)) {
        const [handle, timer] = next
        timers.delete(handle)
        now = Math.max(now, timer.dueAt)
        timer.callback()
        await settle()
      }
      now = until
    },
    pending: () => timers.size,
    end() {
      Object.assign(globalThis, { setTimeout: machineSet, clearTimeout: machineClear })
      Date.now = machineNow
      if (machineLimit) Object.defineProperty(AbortSignal, 'timeout', machineLimit)
    },
  }
}
