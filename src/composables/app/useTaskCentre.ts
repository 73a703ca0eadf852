import { inject, shallowRef, type Component, type InjectionKey, type ShallowRef } from 'vue'

/**
 * The parts of the task centre that other pages show. Their code is loaded when the page is at rest. Those for a stage take
 * the property `projectId`.
 */
export interface TaskCentre {
  /** For the header: the number of running tasks, and a drawer with them. */
  readonly HeaderTasks: Component
  /** For the storyboard stage: extract scenes as a background job. Null where the server cannot do that. */
  readonly StoryboardTask: Component | null
  /** For the rewrite stage: write and compare several versions. Null where the server cannot do that. */
  readonly RewriteTask: Component | null
  /** For the stage of clips: the film as one file. Null where the server cannot do that. */
  readonly VideoTask: Component | null
  /** For one picture: draw it again. It also takes `sceneId`. Null where the server cannot do that. */
  readonly PictureTask: Component | null
}

/** The composition root provides the task centre under this key once it is loaded. */
export const TASK_CENTRE: InjectionKey<Readonly<ShallowRef<TaskCentre | null>>> = Symbol('task centre')

const NONE = shallowRef<TaskCentre | null>(null)

/** The task centre; null while it is not loaded, and where the server has no background tasks. */
export function useTaskCentre(): Readonly<ShallowRef<TaskCentre | null>> {
  return inject(TASK_CENTRE, NONE)
}
