/** A clock that only moves on request. */
export interface VirtualTime {
  /** Let time pass: run all timers that become due, in order, each with the microtasks that follow. */
  readonly pass: (ms: number) => Promise<void>
  /** The number of pending timers. */
  readonly pending: () => number
  /** Restore the real time. */
  readonly end: () => void
}

interface Timer {
  readonly dueAt: number
  readonly callback: () => void
}

/** An arbitrary day. */
const BEGINNING = Date.UTC(2026, 0, 1)

/**
 * Replace the real time by a virtual one: `setTimeout`, `clearTimeout`, `Date.now`, `performance.now`
 * and `AbortSignal.timeout`. Thousands
 * of minutes pass in seconds, because between two timers there is no waiting.
 */
export function startVirtualTime(): VirtualTime {
  const { setTimeout: machineSet, clearTimeout: machineClear, setImmediate: machineImmediate } = globalThis
  const machineNow = Date.now
  const machineTicks = performance.now.bind(performance)
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
  /** Wait for all microtasks: they run before an immediate. */
  const settle = () => new Promise<void>((resolve) => machineImmediate(resolve))

  function nextDue(until: number): [number, Timer] | null {
    let next: [number, Timer] | null = null
    for (const [handle, timer] of timers)
      if (timer.dueAt <= until && (next === null || timer.dueAt < next[1].dueAt)) next = [handle, timer]
    return next
  }

  Object.assign(globalThis, { setTimeout: set, clearTimeout: clear })
  Date.now = () => now
  performance.now = () => now - performance.timeOrigin
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
      performance.now = machineTicks
      if (machineLimit) Object.defineProperty(AbortSignal, 'timeout', machineLimit)
    },
  }
}
