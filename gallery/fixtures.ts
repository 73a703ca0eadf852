import type { ApiError, ApiErrorKind } from '@/api/calls/errors'
import type { Scene, SceneClip, SceneImage, StageState } from '@/pipeline/state'
import type { TextSource } from '@/presentation/textGrowth'
import type { AspectRatio } from '@/protocol/aspectRatios'
import type { ProjectRow } from '@/protocol/projectRows'
import type { ConnectionState } from '@/transport/connectionState'
import { INFO, scene, UNTOLD_PROGRESS, WAITING } from '../tests/support/projectFixtures'
import clipUrl from './clip.mp4'

/** The time of the gallery, in milliseconds since the epoch. */
export const NOW = Date.UTC(2026, 0, 15, 12)

/** A story that is long enough to scroll. */
export const STORY =
  `${INFO.story}缘溪行，忘路之远近。忽逢桃花林，夹岸数百步，中无杂树，芳草鲜美，落英缤纷。渔人甚异之，复前行，欲穷其林。\n\n林尽水源，便得一山，山有小口，仿佛若有光。便舍船，从口入。初极狭，才通人；复行数十步，豁然开朗。\n\n`.repeat(
    3,
  )

/** A word longer than most boxes are wide. */
export const LONG_WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'

/** A text that does not grow any more. */
export const text =
  (words: string): TextSource =>
  () => ({ text: words, growth: { textEpoch: 0, textEnd: words } })

/** Why a call failed. */
export function apiError(kind: ApiErrorKind, changes: Partial<ApiError> = {}): ApiError {
  return { name: 'ApiError', message: kind, kind, status: null, detail: null, fields: {}, ...changes }
}

const SIZES: Readonly<Record<AspectRatio, readonly [number, number]>> = {
  '9:16': [360, 640],
  '16:9': [640, 360],
  '1:1': [480, 480],
}

/** A picture that needs no network. */
export function imageUrl(ratio: AspectRatio = '9:16'): string {
  const [width, height] = SIZES[ratio]
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#7a5c3e"/><circle cx="50%" cy="40%" r="100" fill="#c9a36a"/></svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}

/** An address that no picture or clip is at. */
export const BROKEN_URL = 'data:image/png,broken'

/** A picture that is there. */
export function picture(url = imageUrl()): Extract<Scene['image'], { status: 'completed' }> {
  const value: SceneImage = { id: 'i1', url, thumbnailUrl: url, width: null, height: null }
  return { status: 'completed', value }
}

/** A clip that is there. */
export function clip(url = clipUrl, ratio: AspectRatio = '9:16'): SceneClip {
  return {
    id: 'c1',
    url,
    posterUrl: imageUrl(ratio),
    subtitleUrl: null,
    durationSeconds: 5,
    width: null,
    height: null,
  }
}

/** A camera move that has been decided. */
const MOVE: Scene['camera'] = {
  status: 'completed',
  value: { id: 'm1', type: 'zoom_in', description: '缓缓推近，直到光从山口透出。', params: {} },
}

/** A scene that has everything. */
export function finishedScene(number: number, ratio: AspectRatio = '9:16'): Scene {
  return scene(number, {
    narration: '林尽水源，便得一山，山有小口，仿佛若有光。',
    image: picture(imageUrl(ratio)),
    camera: MOVE,
    clip: { status: 'completed', value: clip(clipUrl, ratio) },
  })
}

/** A film in the middle of its making: each scene has come a little less far than the one before. */
export function halfMadeScenes(ratio: AspectRatio = '9:16'): readonly Scene[] {
  const image = picture(imageUrl(ratio))
  return [
    finishedScene(1, ratio),
    scene(2, { image, camera: MOVE, clip: { status: 'running' } }),
    scene(3, { image, camera: { status: 'running' }, clip: { status: 'failed' } }),
    scene(4, { image: { status: 'running' } }),
    scene(5, { image: { status: 'failed' } }),
    scene(6, { narration: '初极狭，才通', complete: false, shotType: null, durationSeconds: null }),
  ]
}

/** A connection that is open. */
export const OPEN: ConnectionState = { status: 'open', since: NOW - 60_000 }
/** A connection that has been away for a minute. */
export const AWAY: ConnectionState = {
  status: 'waiting',
  attempt: 3,
  since: NOW - 60_000,
  retryAt: NOW + 5_000,
  fault: 'network',
}

const ended = { startedAt: NOW - 90_000, attempt: 1 } as const
const completed = {
  ...ended,
  status: 'completed',
  completedAt: NOW - 30_000,
  successCount: null,
  failedCount: null,
  hasWholeText: true,
} as const

/** A running stage's progress over items. */
const SOME_PROGRESS = { percent: 40, done: 2, total: 5, message: null } as const

/** One stage in every status. */
export const REWRITE_BY_STATUS: readonly StageState[] = [
  WAITING.rewrite,
  { ...WAITING.rewrite, ...ended, status: 'running', progress: UNTOLD_PROGRESS },
  { ...WAITING.rewrite, ...completed },
  {
    ...WAITING.rewrite,
    ...ended,
    attempt: 2,
    status: 'failed',
    failedAt: NOW - 30_000,
    failure: { message: `模型没有回答。\n${LONG_WORD}` },
  },
  { ...WAITING.rewrite, status: 'skipped' },
  { ...WAITING.rewrite, ...ended, status: 'unknown', lastProgress: { ...UNTOLD_PROGRESS, percent: 40 } },
]

/** The five stages at work, in the three ways of working that look different. */
export const STAGES_AT_WORK: readonly StageState[] = [
  { ...WAITING.rewrite, ...completed },
  { ...WAITING.storyboard, ...ended, status: 'running', progress: { ...UNTOLD_PROGRESS, percent: 60 } },
  { ...WAITING.image_generation, ...ended, status: 'running', progress: SOME_PROGRESS },
  { ...WAITING.camera_movement, ...ended, status: 'running', progress: UNTOLD_PROGRESS },
  { ...WAITING.video_generation, ...completed, successCount: 4, failedCount: 1 },
]

/** A row of the project list. */
export function row(changes: Partial<ProjectRow> = {}): ProjectRow {
  return {
    id: 'p1',
    name: INFO.name,
    description: '',
    story: STORY,
    status: 'completed',
    queuePosition: null,
    aspectRatio: '9:16',
    completedStages: 5,
    progress: 100,
    stillUrl: imageUrl(),
    createdAt: null,
    updatedAt: Date.now() - 3 * 60_000,
    completedAt: null,
    ...changes,
  }
}
