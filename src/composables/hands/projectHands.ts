import type { Component } from 'vue'
import type { ItemStage } from '@/pipeline/remake'
import type { Stage } from '@/protocol/stages'
import type { Command } from '../commands/command'

/** How far items are that are being made again, one stage after the other. */
export interface RemakeProgress {
  readonly stage: ItemStage
  readonly done: number
  readonly total: number
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
  readonly projectCommands: () => readonly Command[]
  /** What can be done with a stage as a whole; nothing before it has made anything. */
  readonly stageCommands: (stage: Stage) => readonly Command[]
  /** What can be done with a scene, and with what the stage has made for it. */
  readonly sceneCommands: (stage: Stage, number: number) => readonly Command[]
  /** What is being made again; null while nothing is. */
  readonly remaking: () => RemakeProgress | null
}
