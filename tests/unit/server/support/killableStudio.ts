import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { createStudio } from '../../../../server/studio'
import { createFakeProducers } from './fakeProducers'

/*
 * A studio in a process of its own, for tests that kill it: `killableStudio.ts <data folder>`. It prints its address,
 * then `hanging` once it makes the second scene's picture, which never ends.
 */

const studio = createStudio({
  dataDir: process.argv[2] ?? '',
  env: {},
  producers: createFakeProducers({
    async before(stage, scene) {
      if (stage !== 'image_generation' || scene !== 2) return
      process.stdout.write('hanging\n')
      await new Promise(() => undefined)
    },
  }),
  onBug: (error) => process.stderr.write(`${String(error)}\n`),
})
const server = createServer((request, response) => void studio.listener(request, response))
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
