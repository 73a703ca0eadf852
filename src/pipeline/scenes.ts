import { readCameraText } from '@/protocol/cameraDescription'
import { mediaUrl } from '@/protocol/mediaUrl'
import { readSceneDrafts, type SceneDraft } from '@/protocol/sceneDrafts'
import type { CameraEntry, ImageEntry, StoryboardEntry, VideoEntry } from '@/protocol/stageData'
import type { Stage } from '@/protocol/stages'
import { staleItems } from './stale'
import type {
  ItemState,
  LiveText,
  Scene,
  SceneCamera,
  SceneClip,
  SceneImage,
  StageState,
  StageStates,
} from './state'

/** Reads the scenes in the text of a storyboard. */
export type DraftReader = (text: LiveText) => readonly SceneDraft[]

/** The stages that make scenes and their items. */
export type SceneStages = Omit<StageStates, 'rewrite'>

type SceneWords = Omit<Scene, 'image' | 'camera' | 'clip'>

const PENDING = { status: 'pending' } as const

/** An item of a scene as a snapshot has it: made, failed, running, or unknown (null). */
type KnownItem<T> = { readonly value: T } | 'failed' | 'running' | null

function wordsOfEntry(entry: StoryboardEntry): SceneWords {
  const { id, sequenceNumber, narration, description, imagePrompt, shotType, durationSeconds } = entry
  return {
    number: sequenceNumber,
    id,
    complete: true,
    narration,
    description,
    imagePrompt,
    shotType,
    durationSeconds,
  }
}

/** The scenes without their items: as stored, else as far as they have been streamed. */
function selectWords(storyboard: SceneStages['storyboard'], readDrafts: DraftReader): SceneWords[] {
  if (storyboard.data !== null && storyboard.data.scenes.length > 0) {
    return storyboard.data.scenes.map(wordsOfEntry).sort((a, b) => a.number - b.number)
  }
  const hasEnded = storyboard.status === 'completed'
  return readDrafts(storyboard).map((draft) => ({
    number: draft.number,
    id: null,
    complete: draft.complete || hasEnded,
    narration: draft.narration,
    description: draft.visualPrompt,
    imagePrompt: draft.visualPrompt,
    shotType: draft.shotType,
    durationSeconds: null,
  }))
}

/** The versions that can be shown, the newest first. */
function shown<E extends { readonly status: string | null }, T>(
  versions: readonly E[] | undefined,
  read: (version: E) => T | null,
): readonly T[] {
  return (versions ?? []).flatMap((version) => {
    const value = version.status === 'failed' ? null : read(version)
    return value === null ? [] : [value]
  })
}

/** The newest version that can be shown, else the status of the newest one. */
function newest<E extends { readonly status: string | null }, T>(
  versions: readonly E[] | undefined,
  read: (version: E) => T | null,
): KnownItem<T> {
  const [value] = shown(versions, read)
  if (value !== undefined) return { value }
  const status = versions?.[0]?.status
  if (status === 'failed') return 'failed'
  return status === 'processing' ? 'running' : null
}

function readImage(image: ImageEntry, mediaBase: string): SceneImage | null {
  const url = mediaUrl(image.url, mediaBase)
  if (url === null) return null
  const { id, width, height } = image
  return { id, url, thumbnailUrl: mediaUrl(image.thumbnailUrl, mediaBase) ?? url, width, height }
}

function readCamera(camera: CameraEntry | null | undefined): KnownItem<SceneCamera> {
  if (!camera) return null
  const { id, movementType, description, params } = camera
  const written = readCameraText(description)
  return {
    value: {
      id,
      type: movementType.trim() || (written.type ?? ''),
      description: written.words,
      params: { ...written.params, ...params },
    },
  }
}

function readClip(video: VideoEntry, mediaBase: string): SceneClip | null {
  const url = mediaUrl(video.url, mediaBase)
  if (url === null) return null
  return {
    id: video.id,
    url,
    posterUrl: mediaUrl(video.thumbnailUrl, mediaBase),
    subtitleUrl: mediaUrl(video.subtitleUrl, mediaBase),
    durationSeconds: video.durationSeconds,
    width: video.width,
    height: video.height,
  }
}

/**
 * The states of one stage's items, in the order of the scenes. A stage works on one scene after the other, so a running
 * stage is working on the first scene without an item, and a stage that failed has not tried the items after the one at
 * which it stopped. After the end of the stage, a missing item has failed, unless the next snapshot may still bring it.
 */
function itemStates<T>(
  stage: StageState,
  items: readonly KnownItem<T>[],
  isSettled: boolean,
): readonly ItemState<T>[] {
  const running = items.includes('running') ? -1 : items.indexOf(null)
  const lastKnown = items.findLastIndex((item) => item !== null)
  const lastTried =
    stage.status === 'completed' ? items.length : items.includes('failed') ? lastKnown : lastKnown + 1
  return items.map((item, index): ItemState<T> => {
    if (item !== null && typeof item === 'object') return { status: 'completed', value: item.value }
    switch (stage.status) {
      case 'running':
        return { status: index === running ? 'running' : (item ?? 'pending') }
      case 'completed':
      case 'failed':
        if (index > lastTried) return { status: 'pending' }
        return { status: isSettled ? 'failed' : 'running' }
      case 'pending':
      case 'skipped':
      case 'unknown':
        return { status: item === 'failed' ? 'failed' : 'pending' }
    }
  })
}

function isMade({ status, url }: ImageEntry | VideoEntry): boolean {
  return status !== 'failed' && url !== null
}

/** An item, marked if it was made from an older version. */
function marked<T>(item: ItemState<T>, isStale: boolean): ItemState<T> {
  return isStale && item.status === 'completed' ? { ...item, isStale } : item
}

function bySequence<E extends { readonly sequenceNumber: number }>(
  entries: readonly E[] | null,
): Map<number, E> {
  return new Map(entries?.map((entry) => [entry.sequenceNumber, entry]))
}

/** What `selectScenes` needs besides the stages. */
export interface SelectScenesOptions {
  /** False while the next snapshot may still bring items. */
  readonly isSettled: boolean
  /** The origin of relative media paths; `''` for the page's own. */
  readonly mediaBase: string
  /** Reads the scenes that are being streamed. For repeated calls, pass one `createDraftReader()`. */
  readonly readDrafts?: DraftReader
}

/** The scenes in order, each with its picture, camera move and clip as far as they are known. */
export function selectScenes(
  stages: SceneStages,
  { isSettled, mediaBase, readDrafts = ({ text }) => readSceneDrafts(text) }: SelectScenesOptions,
): readonly Scene[] {
  const images = bySequence(stages.image_generation.data)
  const cameras = bySequence(stages.camera_movement.data)
  const clips = bySequence(stages.video_generation.data)
  const stored = bySequence(stages.storyboard.data?.scenes ?? null)
  const scenes = selectWords(stages.storyboard, readDrafts)
  const image = itemStates(
    stages.image_generation,
    scenes.map(({ number }) => newest(images.get(number)?.images, (entry) => readImage(entry, mediaBase))),
    isSettled,
  )
  const camera = itemStates(
    stages.camera_movement,
    scenes.map(({ number }) => readCamera(cameras.get(number)?.camera)),
    isSettled,
  )
  const clip = itemStates(
    stages.video_generation,
    scenes.map(({ number }) => newest(clips.get(number)?.videos, (entry) => readClip(entry, mediaBase))),
    isSettled,
  )
  return scenes.map((words, index) => {
    const stale = staleItems({
      words: stored.get(words.number) ?? null,
      image: images.get(words.number)?.images.find(isMade) ?? null,
      camera: cameras.get(words.number)?.camera ?? null,
      clip: clips.get(words.number)?.videos.find(isMade) ?? null,
    })
    return {
      ...words,
      image: marked(image[index] ?? PENDING, stale.image),
      camera: marked(camera[index] ?? PENDING, stale.camera),
      clip: marked(clip[index] ?? PENDING, stale.clip),
    }
  })
}

/** What a scene has had, the newest first. */
export type SceneVersions =
  | { readonly kind: 'image'; readonly items: readonly SceneImage[] }
  | { readonly kind: 'clip'; readonly items: readonly SceneClip[] }

/** All versions of a scene's picture or clip; null for a stage that keeps none. */
export function selectVersions(
  stages: Pick<SceneStages, 'image_generation' | 'video_generation'>,
  stage: Stage,
  number: number,
  mediaBase: string,
): SceneVersions | null {
  if (stage === 'image_generation') {
    const images = bySequence(stages[stage].data).get(number)?.images
    return { kind: 'image', items: shown(images, (entry) => readImage(entry, mediaBase)) }
  }
  if (stage === 'video_generation') {
    const videos = bySequence(stages[stage].data).get(number)?.videos
    return { kind: 'clip', items: shown(videos, (entry) => readClip(entry, mediaBase)) }
  }
  return null
}
