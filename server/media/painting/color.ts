/** Red, green and blue, each 0 to 255. */
export type Rgb = readonly [number, number, number]

/** `a` where `t` is 0, `b` where it is 1. */
export function mix(a: Rgb, b: Rgb, t: number): Rgb {
  const part = (index: 0 | 1 | 2) => a[index] + (b[index] - a[index]) * t
  return [part(0), part(1), part(2)]
}

/** The colour for a canvas. */
export function css(color: Rgb, alpha = 1): string {
  return `rgba(${color.map((part) => Math.round(Math.min(255, Math.max(0, part)))).join(',')},${alpha.toFixed(3)})`
}
