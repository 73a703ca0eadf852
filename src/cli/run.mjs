import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { createJiti } from 'jiti'

/*
 * Runs `sseCheck.ts` in plain Node, where the sources' own names for one another (`@/…`) mean nothing.
 */
const jiti = createJiti(import.meta.url, { alias: { '@': fileURLToPath(new URL('..', import.meta.url)) } })
const { sseCheck } = await jiti.import('./sseCheck.ts')
process.exitCode = await sseCheck(process.argv.slice(2), process)
