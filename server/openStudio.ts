import process from 'node:process'
import { createProducers } from './producers/createProducers'
import { createStudio, type Studio } from './studio'

/** Opens the studio over `dataDir`, set up by the environment, with the producers that it asks for. */
export function openStudio(dataDir: string, onBug: (error: unknown) => void): Studio {
  const { env } = process
  return createStudio({ dataDir, env, producers: createProducers({ env }), onBug })
}
