import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { createJiti } from 'jiti'

/*
 * Runs `sseCheck.ts` in plain Node. The alias resolves the imports that begin with `@/`.
 */
const jiti = createJiti(import.meta.url, { alias: { '@': fileURLToPath(new URL('..', import.meta.url)) } })
// `sse-check … | head` closes the pipe early: that is no failure of the check.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error
})
const { sseCheck } = await jiti.import('./sseCheck.ts')
process.exitCode = await sseCheck(process.argv.slice(2), process)
