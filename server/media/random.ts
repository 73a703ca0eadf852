/** Pseudorandom numbers: the same seed always gives the same numbers. */
export interface Random {
  /** Between 0 (included) and 1. */
  next(): number
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(all: readonly [T, ...T[]]): T
  /** A generator for one part of a picture, so that changes there do not affect the other parts. */
  branch(name: string): Random
}

/** FNV-1a over UTF-16 units: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return value >>> 0
}

/** A generator seeded by any text (mulberry32 by Tommy Ettinger, public domain). */
export function createRandom(seed: string): Random {
  let state = hash(seed)
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    chance: (probability) => next() < probability,
    pick: (all) => all[Math.floor(next() * all.length)] ?? all[0],
    branch: (name) => createRandom(`${seed}/${name}`),
  }
}

/** A smooth random curve: `x` is any number, the value lies between 0 and 1. */
export type Curve = (x: number) => number

/**
 * Value noise summed over octaves.
 *
 * @param octaves the amount of detail: each octave has half the height and twice the frequency of the one before
 */
export function createCurve(random: Random, octaves: number): Curve {
  const values = Array.from({ length: 257 }, () => random.next())
  const smooth = (x: number) => {
    const cell = Math.floor(x)
    const t = x - cell
    const a = values[cell & 255] ?? 0
    const b = values[(cell + 1) & 255] ?? 0
    return a + (b - a) * t * t * (3 - 2 * t)
  }
  return (x) => {
    let sum = 0
    let height = 0.5
    for (let octave = 0; octave < octaves; octave++) {
      sum += height * smooth(x * 2 ** octave + octave * 37)
      height /= 2
    }
    return sum / (1 - 2 ** -octaves)
  }
}
