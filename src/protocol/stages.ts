/** The five stages of a run in their order, by their names on the wire. */
export const STAGES = [
  'rewrite',
  'storyboard',
  'image_generation',
  'camera_movement',
  'video_generation',
] as const

/** One of the five stages that the product shows. */
export type Stage = (typeof STAGES)[number]

/** Whether a model writes text in a stage, which is streamed as tokens. */
const WRITES_TEXT = {
  rewrite: true,
  storyboard: true,
  image_generation: false,
  camera_movement: true,
  video_generation: false,
} as const satisfies Record<Stage, boolean>

/** A stage whose text is streamed. */
export type TextStage = { [S in Stage]: (typeof WRITES_TEXT)[S] extends true ? S : never }[Stage]

/** Whether a stage's text is streamed. */
function isTextStage(stage: Stage): stage is TextStage {
  return WRITES_TEXT[stage]
}

/** The stages in which a model writes text that is streamed as tokens. */
export const TEXT_STAGES: readonly TextStage[] = STAGES.filter(isTextStage)

/** Whether `value` names one of the five stages. Servers know others, which the product does not show. */
export function isStage(value: unknown): value is Stage {
  return (STAGES as readonly unknown[]).includes(value)
}
