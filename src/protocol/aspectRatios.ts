/** The frame shapes that a film may have, width to height. */
export const ASPECT_RATIOS = ['9:16', '16:9', '1:1'] as const

/** Width to height of a project's pictures and clips. */
export type AspectRatio = (typeof ASPECT_RATIOS)[number]

/** The shape of a film where nothing else is chosen or said. */
export const DEFAULT_ASPECT_RATIO: AspectRatio = '9:16'

/** Whether `value` is a shape that a film may have. */
export function isAspectRatio(value: unknown): value is AspectRatio {
  return (ASPECT_RATIOS as readonly unknown[]).includes(value)
}
