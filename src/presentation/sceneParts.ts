import type { ItemState, Scene } from '@/pipeline/state'

/** One of the four things a scene consists of, and how far it is. */
export interface ScenePart {
  readonly name: 'words' | 'image' | 'camera' | 'clip'
  readonly status: ItemState<unknown>['status']
}

/** The parts of a scene in the order in which they are made. */
export function sceneParts({ complete, image, camera, clip }: Scene): readonly ScenePart[] {
  return [
    { name: 'words', status: complete ? 'completed' : 'running' },
    { name: 'image', status: image.status },
    { name: 'camera', status: camera.status },
    { name: 'clip', status: clip.status },
  ]
}
