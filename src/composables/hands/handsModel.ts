import type { DraftStanding } from '@/pipeline/drafts'
import type { Scene } from '@/pipeline/state'
import type { SceneField } from '@/protocol/sceneFields'

/** A text that a person changes. Read each property where it is rendered. */
export interface EditedText {
  /** What is typed, or the stored text. */
  readonly text: string
  /** What the server has. */
  readonly stored: string
  /** How the typed text stands to the stored one; null while nothing is typed. */
  readonly standing: DraftStanding | null
  /** What is wrong with the text, in words; null if nothing is. */
  readonly problem: string | null
  readonly type: (text: string) => void
  /** Of two versions, keep the typed one. */
  readonly keepMine: () => void
  /** Of two versions, take the stored one. */
  readonly takeTheirs: () => void
}

/** Texts that are saved together. */
export interface EditModel {
  /** Whether anything differs from what is stored. */
  readonly isChanged: boolean
  /** Whether somebody else has changed the same, so that a person has to choose. */
  readonly isConflict: boolean
  /** Why nothing can be saved now, in words; null if it can. */
  readonly obstacle: string | null
  readonly isSaving: boolean
  /** Why the last saving was refused, in words; null if it was not. */
  readonly refusal: string | null
  readonly save: () => Promise<void>
  readonly discard: () => void
  readonly dismissRefusal: () => void
}

/** The rewritten story as a person changes it. */
export interface RewriteEditModel extends EditModel {
  readonly rewrite: EditedText
  /** The story as it was entered. */
  readonly story: string
}

/** A scene as a person changes it. */
export interface SceneEditModel extends EditModel {
  readonly scene: Scene
  readonly fields: Readonly<Record<SceneField, EditedText>>
  /** Give the scene another camera move, which is saved at once. */
  readonly chooseMove: (type: string) => Promise<void>
}
