import process from 'node:process'
import { createProducers } from './producers/createProducers'
import { createStudio, type Studio } from './studio'

/** Open the studio in `dataDir` with the settings and producers that the environment names. */
export function openStudio(dataDir: string, onBug: (error: unknown) => void): Studio {
  const { env } = process
  return createStudio({ dataDir, env, producers: createProducers({ env }), onBug })
}
