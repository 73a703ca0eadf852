/*
 * Starts worker.ts in a worker thread: Node 20 does not read TypeScript by itself, and loaders given to the main
 * thread do not reach its workers.
 */
import { createJiti } from 'jiti'

await createJiti(import.meta.url).import('./worker.ts')
