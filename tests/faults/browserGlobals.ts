/** A browser's storage in memory. */
class MemoryStorage {
  getItem(key: string): string | null {
    const value: unknown = Object.hasOwn(this, key) ? Reflect.get(this, key) : null
    return typeof value === 'string' ? value : null
  }
  setItem(key: string, value: string) {
    Reflect.set(this, key, value)
  }
  removeItem(key: string) {
    Reflect.deleteProperty(this, key)
  }
}

/**
 * Add the browser globals that Node lacks: window events and storage.
 *
 * @returns removes them again
 */
export function stubBrowserGlobals(): () => void {
  const target = new EventTarget()
  const stubs = {
    addEventListener: target.addEventListener.bind(target),
    removeEventListener: target.removeEventListener.bind(target),
    localStorage: new MemoryStorage(),
    sessionStorage: new MemoryStorage(),
  }
  const before = Object.fromEntries(Object.keys(stubs).map((name) => [name, Reflect.get(globalThis, name)]))
  Object.assign(globalThis, stubs)
  return () => Object.assign(globalThis, before)
}
