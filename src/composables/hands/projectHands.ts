import type { Component } from 'vue'
import type { ItemStage, RemakeKind } from '@/pipeline/remake'
import type { Stage } from '@/protocol/stages'

/** How far items are that are being made again, one stage after the other. */
export interface RemakeProgress {
  readonly stage: ItemStage
  readonly done: number
  readonly total: number
}

/** Something that can be done with the project as a whole. */
export interface ProjectAction {
  /** What its button is known by to tests and other tools. */
  readonly name: string
  readonly label: string
  /** Why it cannot be done now, in words; null if it can. */
  readonly obstacle: string | null
  readonly run: () => void
}

/** What a person can do with what has been made. All of it asks first, or opens an editor. */
export interface ProjectHands {
  /** The menu of the project. */
  readonly ProjectMenu: Component
  /** The tools of a stage: `stage`, `scenes`. */
  readonly StageTools: Component
  /** The tools of a scene in the view of a stage: `scene`, `stage`. */
  readonly SceneTools: Component
  /** What can be done with the project as a whole, also what cannot be done now. */
  readonly actions: () => readonly ProjectAction[]
  /** How many versions there are of what a stage has made for a scene. */
  readonly versionsOf: (stage: Stage, scene: number) => number
  readonly showVersions: (stage: Stage, scene: number) => void
  /** Why nothing can be made or taken back now, in words; null if it can. */
  readonly obstacle: () => string | null
  /** What is being made again; null while nothing is. */
  readonly remaking: () => RemakeProgress | null
  readonly editRewrite: () => void
  readonly editScene: (number: number) => void
  /** Make what a stage has made again, for one scene, or as a whole with null. */
  readonly redo: (stage: Stage, scene: number | null) => void
  /** Make a stage and all later ones anew. */
  readonly runFrom: (stage: Stage) => void
  /** Take back what a stage and all later ones have made. */
  readonly rollBack: (stage: Stage) => void
  /** Make what is missing or stale, of one stage, or of all with null. */
  readonly remake: (kind: RemakeKind, stage: ItemStage | null) => void
}
