const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/**
 * A time in words: "3 min. ago", "yesterday", and the date after a week.
 *
 * @param at milliseconds since the epoch
 * @param now milliseconds since the epoch; a time after `now` counts as now, because clocks differ
 */
export function relativeTime(at: number, now: number, locale: string): string {
  const age = Math.max(0, now - at)
  if (age >= 7 * 86_400_000) {
    const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
    const year = sameYear ? {} : ({ year: 'numeric' } as const)
    return new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', ...year }).format(at)
  }
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  const unit = UNITS.find(([, length]) => age >= length)
  return unit ? format.format(-Math.floor(age / unit[1]), unit[0]) : format.format(0, 'second')
}

/** The full date and time, in the form of the language. */
export function fullTime(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(at)
}
