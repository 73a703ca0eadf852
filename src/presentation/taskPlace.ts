import { EXTRACTION_TYPE, MATCHING_TYPE } from '@/protocol/jobs'
import { VARIANTS_TYPE } from '@/protocol/batches'
import { PICTURE_TYPE } from '@/protocol/generation'
import { CLIP_TYPE, EXPORT_TYPE } from '@/protocol/singleTasks'
import type { Stage } from '@/protocol/stages'
import type { Task } from '@/tasks/state'

/** The types of tasks that the product has words for. */
export const NAMED_TYPES = [
  EXTRACTION_TYPE,
  MATCHING_TYPE,
  VARIANTS_TYPE,
  PICTURE_TYPE,
  CLIP_TYPE,
  EXPORT_TYPE,
] as const
/** A type of tasks that the product has words for. */
export type NamedType = (typeof NAMED_TYPES)[number]

/** The stage of a project that each type of task belongs to. */
const STAGES: Readonly<Record<NamedType, Stage>> = {
  [EXTRACTION_TYPE]: 'storyboard',
  [MATCHING_TYPE]: 'storyboard',
  [VARIANTS_TYPE]: 'rewrite',
  [PICTURE_TYPE]: 'image_generation',
  [CLIP_TYPE]: 'video_generation',
  [EXPORT_TYPE]: 'video_generation',
}

/** Whether the product has words for this type of task. */
export function isNamedType(type: string | null): type is NamedType {
  return (NAMED_TYPES as readonly (string | null)[]).includes(type)
}

/** Where in the product a task belongs; null if its project is not known. `stage`: null for the project as a whole. */
export function taskPlace({
  type,
  projectId,
}: Pick<Task, 'type' | 'projectId'>): { readonly projectId: string; readonly stage: Stage | null } | null {
  if (projectId === null) return null
  return { projectId, stage: isNamedType(type) ? STAGES[type] : null }
}
