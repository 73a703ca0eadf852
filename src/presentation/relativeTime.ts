const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/**
 * How long ago something was, as a person would say it: "3 min. ago", "yesterday", and the date from a week on.
 *
 * @param at milliseconds since the epoch
 * @param now milliseconds since the epoch; `at` may be later, because clocks differ
 * @param justNow the words for less than a minute ago
 */
export function relativeTime(at: number, now: number, locale: string, justNow: string): string {
  const age = Math.max(0, now - at)
  if (age >= 7 * 86_400_000) {
    const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
    const year = sameYear ? {} : ({ year: 'numeric' } as const)
    return new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', ...year }).format(at)
  }
  const unit = UNITS.find(([, length]) => age >= length)
  if (!unit) return justNow
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  return format.format(-Math.floor(age / unit[1]), unit[0])
}

/** The full date and time in the form of the language. */
export function fullTime(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(at)
}
