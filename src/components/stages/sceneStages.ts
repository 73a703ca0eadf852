import type { Component } from 'vue'
import StageCamera from './StageCamera.vue'
import StageClips from './StageClips.vue'
import StageImages from './StageImages.vue'
import StageStoryboard from './StageStoryboard.vue'
import type { SceneStage } from './sceneViews'

/** The views of all stages that show scenes, which are loaded as one file. */
export const SCENE_STAGES: Readonly<Record<SceneStage, Component>> = {
  storyboard: StageStoryboard,
  image_generation: StageImages,
  camera_movement: StageCamera,
  video_generation: StageClips,
}
