/*
 * Outlines of figures, as points in fractions of their size, measured from the middle of the foot; y grows upwards.
 * Figures face positive x. `shape` in painting.ts rounds the corners.
 */

/** The points of a closed outline. */
export type Outline = readonly (readonly [x: number, y: number])[]

/** A person in a long robe, without the head. */
export const ROBE: Outline = [
  [-0.02, 0.8],
  [-0.1, 0.77],
  [-0.14, 0.6],
  [-0.13, 0.4],
  [-0.19, 0.14],
  [-0.22, 0.0],
  [0.0, -0.015],
  [0.2, 0.0],
  [0.16, 0.2],
  [0.12, 0.42],
  [0.15, 0.47],
  [0.15, 0.55],
  [0.12, 0.62],
  [0.09, 0.77],
]

/** A person in a coat, without the head. */
export const COAT: Outline = [
  [-0.02, 0.82],
  [-0.13, 0.79],
  [-0.15, 0.68],
  [-0.13, 0.45],
  [-0.15, 0.21],
  [-0.15, 0.19],
  [-0.08, 0.19],
  [-0.09, 0.0],
  [-0.09, -0.01],
  [-0.02, -0.01],
  [-0.01, 0.02],
  [0.0, 0.17],
  [0.01, 0.02],
  [0.03, -0.01],
  [0.12, -0.01],
  [0.1, 0.02],
  [0.08, 0.19],
  [0.15, 0.19],
  [0.15, 0.21],
  [0.13, 0.45],
  [0.15, 0.68],
  [0.12, 0.79],
]

/** A child in a frock, without the head. */
export const DRESS: Outline = [
  [-0.02, 0.76],
  [-0.1, 0.72],
  [-0.12, 0.56],
  [-0.09, 0.42],
  [-0.24, 0.06],
  [-0.1, 0.03],
  [-0.08, -0.01],
  [0.06, -0.01],
  [0.08, 0.03],
  [0.23, 0.06],
  [0.09, 0.42],
  [0.18, 0.44],
  [0.18, 0.5],
  [0.09, 0.6],
  [0.09, 0.73],
]

/** A face in profile, in heads: chin at 0, crown at 1. */
export const PROFILE: Outline = [
  [0.26, 0.84],
  [0.36, 0.66],
  [0.36, 0.55],
  [0.5, 0.36],
  [0.47, 0.32],
  [0.38, 0.3],
  [0.42, 0.22],
  [0.38, 0.16],
  [0.4, 0.06],
  [0.32, -0.04],
  [0.12, 0.0],
  [0.1, -0.3],
  [-0.3, -0.34],
  [-0.28, -0.05],
  [-0.42, 0.2],
  [-0.5, 0.55],
  [-0.34, 0.92],
  [0.0, 1.04],
]

/** A wide hat of straw, on PROFILE. */
export const STRAW_HAT: Outline = [
  [-1.25, 0.66],
  [-0.14, 1.5],
  [0.14, 1.5],
  [1.25, 0.66],
  [0.0, 0.82],
]

/** A hat with a brim, on PROFILE. */
export const BRIMMED_HAT: Outline = [
  [-0.95, 0.72],
  [-0.5, 0.76],
  [-0.42, 1.3],
  [0.3, 1.34],
  [0.42, 0.78],
  [0.85, 0.68],
  [0.1, 0.62],
]

/** A crown of three points, on PROFILE. */
export const CROWN: Outline = [
  [-0.52, 0.82],
  [-0.56, 1.42],
  [-0.54, 1.42],
  [-0.28, 1.08],
  [-0.02, 1.5],
  [0.02, 1.5],
  [0.24, 1.08],
  [0.46, 1.42],
  [0.48, 1.42],
  [0.42, 0.8],
]

/** A helmet with a spike, on PROFILE. */
export const HELMET: Outline = [
  [-0.62, 0.6],
  [-0.5, 1.16],
  [-0.04, 1.5],
  [0.04, 1.62],
  [0.08, 1.44],
  [0.42, 1.06],
  [0.52, 0.66],
]

/** Long hair down the back, on PROFILE. */
export const LONG_HAIR: Outline = [
  [-0.1, 1.1],
  [-0.62, 0.8],
  [-0.72, -0.1],
  [-0.62, -0.95],
  [-0.2, -0.9],
  [-0.16, 0.1],
]

/** A woman in a wide skirt to the ground, without the head. */
export const GOWN: Outline = [
  [-0.02, 0.8],
  [-0.1, 0.77],
  [-0.12, 0.62],
  [-0.07, 0.5],
  [-0.18, 0.28],
  [-0.28, 0.02],
  [-0.2, -0.015],
  [0.2, -0.015],
  [0.28, 0.02],
  [0.16, 0.28],
  [0.07, 0.5],
  [0.15, 0.5],
  [0.16, 0.57],
  [0.1, 0.64],
  [0.09, 0.77],
]

/** A person in a cloak that trails behind, without the head. */
export const CLOAK: Outline = [
  [0.02, 0.82],
  [-0.14, 0.8],
  [-0.2, 0.6],
  [-0.24, 0.3],
  [-0.38, 0.0],
  [-0.3, -0.015],
  [0.13, -0.015],
  [0.15, 0.02],
  [0.11, 0.4],
  [0.15, 0.66],
  [0.12, 0.79],
]

/** A boy in a short coat and trousers, without the head. */
export const BOY: Outline = [
  [-0.02, 0.76],
  [-0.13, 0.72],
  [-0.16, 0.5],
  [-0.13, 0.36],
  [-0.11, 0.02],
  [-0.11, -0.01],
  [-0.02, -0.01],
  [0.0, 0.28],
  [0.03, -0.01],
  [0.12, -0.01],
  [0.12, 0.02],
  [0.13, 0.36],
  [0.18, 0.44],
  [0.18, 0.5],
  [0.12, 0.62],
  [0.1, 0.73],
]

/** The body of a long-legged bird that stands. */
export const CRANE_BODY: Outline = [
  [-0.34, 0.42],
  [-0.42, 0.5],
  [-0.16, 0.64],
  [0.08, 0.62],
  [0.16, 0.7],
  [0.1, 0.84],
  [0.16, 0.97],
  [0.26, 0.98],
  [0.46, 0.92],
  [0.26, 0.91],
  [0.2, 0.84],
  [0.26, 0.68],
  [0.16, 0.5],
  [-0.1, 0.42],
]

/** A small boat. */
export const HULL: Outline = [
  [-0.62, 0.2],
  [-0.5, 0.04],
  [0.0, -0.04],
  [0.5, 0.04],
  [0.66, 0.22],
  [0.4, 0.12],
  [0.0, 0.09],
  [-0.4, 0.12],
]

/** A sail, on HULL. */
export const SAIL: Outline = [
  [-0.04, 0.12],
  [-0.02, 1.05],
  [0.2, 0.8],
  [0.42, 0.22],
  [0.1, 0.14],
]
