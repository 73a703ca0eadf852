/** How long a person wants a film to be: about one minute, about three, or the whole story. */
export const FILM_LENGTHS = ['1min', '3min', 'full'] as const
/** A wished length of a film. */
export type FilmLength = (typeof FILM_LENGTHS)[number]
