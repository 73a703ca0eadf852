import type { SceneField } from '@/protocol/sceneFields'
import { stageText } from './selectors'
import type { ProjectState } from './state'

/*
 * Changes that a person has typed and not saved. What arrives from the server never changes them: where the stored text
 * has become another one meanwhile, there are two versions, and the person chooses.
 */

/** Names a text of a project that a person can change. */
export type DraftKey = 'rewrite' | `scene/${string}/${SceneField}`

/** The key of a text of a scene. */
export function sceneKey(sceneId: string, field: SceneField): DraftKey {
  return `scene/${sceneId}/${field}`
}

/** A change: what the person has typed, and the stored text with which they began. */
export interface Draft {
  readonly base: string
  readonly text: string
}

/** The changes of one project, by what they change. */
export type Drafts = Readonly<Partial<Record<DraftKey, Draft>>>

/** How a change stands to the stored text: it says the same, it would replace it, or both have changed. */
export type DraftStanding = 'same' | 'changed' | 'conflict'

/** How a change stands to the stored text. */
export function standingOf({ base, text }: Draft, stored: string): DraftStanding {
  if (text === stored) return 'same'
  return base === stored ? 'changed' : 'conflict'
}

/** The changes after a person has typed. A text that is as it was at the beginning is no change. */
export function typed(drafts: Drafts, key: DraftKey, text: string, stored: string): Drafts {
  const base = drafts[key]?.base ?? stored
  return text === base && base === stored ? without(drafts, [key]) : { ...drafts, [key]: { base, text } }
}

/** The changes without some of them. */
export function without(drafts: Drafts, keys: readonly DraftKey[]): Drafts {
  return Object.fromEntries(Object.entries(drafts).filter(([key]) => !keys.includes(key as DraftKey)))
}

/** Keep what the person has typed over a stored text that has become another one. */
export function kept(drafts: Drafts, key: DraftKey, stored: string): Drafts {
  const draft = drafts[key]
  return draft ? { ...drafts, [key]: { base: stored, text: draft.text } } : drafts
}

/** The stored text of a key; null where there is none, because its scene is gone or no snapshot has come. */
export function storedText(state: ProjectState, key: DraftKey): string | null {
  if (key === 'rewrite') return state.stages.rewrite.data === null ? null : stageText(state, 'rewrite')
  const [, id, field] = key.split('/')
  const scene = state.stages.storyboard.data?.scenes.find((entry) => entry.id === id)
  const value = scene?.[field as SceneField]
  return scene === undefined ? null : String(value ?? '')
}
