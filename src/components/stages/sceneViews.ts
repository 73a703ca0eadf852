import { shallowRef, type Component } from 'vue'
import { loadTexts } from '@/locales/i18n'
import type { Stage } from '@/protocol/stages'

/** The stages whose views show scenes. */
export type SceneStage = Exclude<Stage, 'rewrite'>

type SceneViews = Readonly<Record<SceneStage, Component>>

/** Their views, once they are loaded. A page shows them only when one is opened, so it is there earlier without them. */
export const sceneViews = shallowRef<SceneViews | null>(null)

/**
 * Load the views of scenes, once.
 *
 * @throws if they cannot be fetched; another call tries again
 */
export async function loadSceneViews(): Promise<void> {
  const [module] = await Promise.all([import('./sceneStages'), loadTexts('scenes')])
  sceneViews.value ??= module.SCENE_STAGES
}
