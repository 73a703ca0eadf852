import { labStreamUrl, OWN_STREAMS, type LabAccess } from '@/api/lab/labStream'
import { stageOfUrl } from '@/lab/streamUrl'
import type { Stage } from '@/protocol/stages'

/** The settings of the lab's connection. The page's URL holds all of them. A typed token is not one of them. */
export interface LabSettings {
  /** Origin of the backend; `''` for the page's own. */
  readonly baseUrl: string
  readonly ssePath: string
  readonly projectId: string
  /** null for all stages. */
  readonly stage: Stage | null
  /** Full address of the stream, which replaces the four fields above; `''` to build it from them. */
  readonly rawUrl: string
  readonly header: LabAccess['kind']
  readonly autoReconnect: boolean
  /** Whether to fetch snapshots of the project beside the stream. */
  readonly snapshots: boolean
}

/** The location of the product's own streams. */
export const LAB_DEFAULTS = OWN_STREAMS

/** The address of the stream. */
export function labUrl(settings: LabSettings): string {
  return settings.rawUrl.trim() === '' ? labStreamUrl(settings) : settings.rawUrl.trim()
}

/** The stage that the stream belongs to; null for all stages. */
export function labStage({ rawUrl, stage }: LabSettings): string | null {
  return rawUrl.trim() === '' ? stage : stageOfUrl(rawUrl)
}
