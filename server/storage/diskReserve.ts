import { randomBytes } from 'node:crypto'
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { storageProblemOf } from './storageProblem'

/** Room on the disk that is kept for deleting: the database needs some to note what was deleted. */
export interface DiskReserve {
  /** Do `work`; if the disk is full, release the reserve and do it again. */
  use<T>(work: () => T): T
  /** Fill the reserve up again, as far as there is room. */
  fill(): void
}

/** Enough to delete the largest project. */
const RESERVE_BYTES = 1024 * 1024

/** Keep a reserve in `dataDir`, as far as the disk has room for it. */
export function openDiskReserve(dataDir: string): DiskReserve {
  const file = join(dataDir, 'reserve')

  function fill(): void {
    if (statSync(file, { throwIfNoEntry: false })?.size === RESERVE_BYTES) return
    try {
      // Random bytes, which no file system stores in less room than they have.
      writeFileSync(file, randomBytes(RESERVE_BYTES))
    } catch (error) {
      if (storageProblemOf(error) === null) throw error
      rmSync(file, { force: true })
    }
  }

  fill()
  return {
    use(work) {
      try {
        return work()
      } catch (error) {
        if (storageProblemOf(error) !== 'diskFull') throw error
        rmSync(file, { force: true })
        return work()
      }
    },
    fill,
  }
}
