/** The five stages of a run in the order in which they follow one another, by their names on the wire. */
export const STAGES = [
  'rewrite',
  'storyboard',
  'image_generation',
  'camera_movement',
  'video_generation',
] as const

/** One of the five stages that the product shows. */
export type Stage = (typeof STAGES)[number]

/** The stages in which a model writes text that is streamed as tokens. */
export const TEXT_STAGES = ['rewrite', 'storyboard', 'camera_movement'] as const satisfies readonly Stage[]

/** A stage whose text is streamed. */
export type TextStage = (typeof TEXT_STAGES)[number]

/** Whether `value` names one of the five stages; servers know others, which are never shown as panels. */
export function isStage(value: unknown): value is Stage {
  return (STAGES as readonly unknown[]).includes(value)
}
