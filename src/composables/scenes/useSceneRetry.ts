import { inject, provide, type InjectionKey } from 'vue'
import type { Scene } from '@/pipeline/state'
import type { Stage } from '@/protocol/stages'

/** Makes the item of one scene again. */
export interface SceneRetry {
  /** Whether a command is on its way, which must end first. Read it where it is rendered. */
  readonly isBusy: () => boolean
  readonly retry: (stage: Stage, scene: Scene) => void
}

const SCENE_RETRY: InjectionKey<SceneRetry> = Symbol('scene retry')

/** Let the scenes below this component offer to make a failed item again. */
export function provideSceneRetry(retry: SceneRetry): void {
  provide(SCENE_RETRY, retry)
}

/** How to make the item of a scene again; null where no command can be sent, as in a recording. */
export function useSceneRetry(): SceneRetry | null {
  return inject(SCENE_RETRY, null)
}
