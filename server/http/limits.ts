/** A story's longest length, in characters (code points). */
export const MAX_STORY_CHARACTERS = 200_000

/**
 * The largest request body. The longest story with every character written as an escaped surrogate pair takes 12
 * bytes a character, which still fits.
 */
export const MAX_BODY_BYTES = 2.5 * 1024 * 1024

/** The longest name and description of a project, in characters. */
export const MAX_NAME_CHARACTERS = 200
export const MAX_DESCRIPTION_CHARACTERS = 2000

/** Accounts, in characters. A password's upper bound keeps anybody from making the studio hash megabytes. */
export const MAX_USERNAME_CHARACTERS = 150
export const MAX_EMAIL_CHARACTERS = 254
export const MIN_PASSWORD_CHARACTERS = 8
export const MAX_PASSWORD_CHARACTERS = 256
