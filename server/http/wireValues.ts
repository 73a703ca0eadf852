/** A time as the contract writes it, ISO 8601; `ms` is milliseconds since the epoch. */
export function isoTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}

/** The address of a media file. */
export function mediaUrl(file: string): string {
  return `/media/${file}`
}
