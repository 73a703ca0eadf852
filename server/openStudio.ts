import process from 'node:process'
import { createProducers } from './producers/createProducers'
import { createStudio, type Studio, type StudioOptions } from './studio'

/** What a studio reports while it runs. */
type StudioListeners = Required<Pick<StudioOptions, 'onBug' | 'onNotice'>>

/** Open the studio in `dataDir` with the settings and producers that the environment names. */
export function openStudio(dataDir: string, { onBug, onNotice }: StudioListeners): Studio {
  const { env } = process
  return createStudio({ dataDir, env, producers: createProducers({ env }), onBug, onNotice })
}
