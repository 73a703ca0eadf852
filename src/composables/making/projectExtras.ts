import { inject, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue'
import type { ProjectHands } from '../hands/projectHands'
import type { StageLanes } from '@/presentation/waterfall'
import type { Stage } from '@/protocol/stages'

/** Something that a run made: what a stage made for one scene, or the stage as a whole. */
export interface MadeThing {
  readonly stage: Stage
  /** The scene's number; null for the whole stage. */
  readonly scene: number | null
}

/** What a project's page offers beside the run itself. It is loaded when the page is idle; until then it is null. */
export interface ProjectExtras {
  /** How long a run usually takes, in words; null if that is not known, or nothing is to be run. */
  readonly usual: ShallowRef<string | null>
  /** The time of the run, drawn. */
  readonly lanes: ShallowRef<StageLanes | null>
  /** Shows how something was made. */
  readonly showMaking: ShallowRef<((thing: MadeThing) => void) | null>
  /** Changes what was made, and makes it again; null also where nothing can be changed, as in a recording. */
  readonly hands: ShallowRef<ProjectHands | null>
}

const PROJECT_EXTRAS: InjectionKey<ProjectExtras> = Symbol('project extras')

function createExtras(): ProjectExtras {
  return {
    usual: shallowRef(null),
    lanes: shallowRef(null),
    showMaking: shallowRef(null),
    hands: shallowRef(null),
  }
}

/** Let the components below use the extras of the project's page. */
export function provideProjectExtras(): ProjectExtras {
  const extras = createExtras()
  provide(PROJECT_EXTRAS, extras)
  return extras
}

/** The extras of the page around; where there are none, none of them ever comes. */
export function useProjectExtras(): ProjectExtras {
  return inject(PROJECT_EXTRAS, createExtras, true)
}
