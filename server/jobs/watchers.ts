/** Those who watch things, by the id of what they watch. */
export interface Watchers<W> {
  /** Add a watcher. @returns removes it */
  add(id: string, watcher: W): () => void
  /** Those who watch this thing at present. They may remove themselves meanwhile. */
  of(id: string): readonly W[]
  /** The ids of everything that is watched. */
  ids(): readonly string[]
}

/** Create an empty set of watchers. */
export function createWatchers<W>(): Watchers<W> {
  const all = new Map<string, Set<W>>()
  return {
    add(id, watcher) {
      const some = all.get(id) ?? new Set()
      all.set(id, some.add(watcher))
      return () => {
        some.delete(watcher)
        if (some.size === 0 && all.get(id) === some) all.delete(id)
      }
    },
    of: (id) => [...(all.get(id) ?? [])],
    ids: () => [...all.keys()],
  }
}
