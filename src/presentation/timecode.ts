/**
 * A duration as a timecode: `00:42`, from one hour on `01:07:30`.
 *
 * @param seconds fractions are cut off, as on a clock; negative and non-finite values count as 0
 */
export function formatTimecode(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0
  const parts = [Math.floor(whole / 60) % 60, whole % 60]
  if (whole >= 3600) parts.unshift(Math.floor(whole / 3600))
  return parts.map((part) => String(part).padStart(2, '0')).join(':')
}
