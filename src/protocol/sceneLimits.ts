/* What page and studio must agree on about a scene. */

/** The longest story has at most this many scenes. */
export const MAX_SCENES = 300
/** The longest text of a scene (narration, description or prompt), in characters (code points). */
export const MAX_SCENE_TEXT_LENGTH = 5_000
/** How long a scene lasts, in seconds. */
export const MIN_SCENE_SECONDS = 0.5
export const MAX_SCENE_SECONDS = 120
