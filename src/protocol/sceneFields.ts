/** The texts of a scene that a person can change, with their names on the wire. The length counts as a text, too. */
export const SCENE_FIELDS = {
  narration: 'narration_text',
  description: 'scene_description',
  imagePrompt: 'image_prompt',
  durationSeconds: 'duration_seconds',
} as const
/** A text of a scene that a person can change. */
export type SceneField = keyof typeof SCENE_FIELDS

/** A length in seconds as a person writes it; null for a text that is no number. */
export function readSeconds(text: string): number | null {
  const written = text.trim().replace(',', '.')
  const seconds = Number(written)
  return written === '' || !Number.isFinite(seconds) ? null : seconds
}
