import type { Language } from './language'

/** The shots, from far to near. */
export const SHOTS = ['extreme_wide', 'wide', 'medium', 'close'] as const
/** How close the camera is. */
export type Shot = (typeof SHOTS)[number]

const NAMES: Readonly<Record<Shot, Readonly<Record<Language, string>>>> = {
  extreme_wide: { zh: '大远景', en: 'extreme wide shot' },
  wide: { zh: '远景', en: 'wide shot' },
  medium: { zh: '中景', en: 'medium shot' },
  close: { zh: '近景', en: 'close-up' },
}

/** The name of a shot in a storyboard. */
export function shotName(shot: Shot, language: Language): string {
  return NAMES[shot][language]
}

/** The shot that a storyboard's words mean, in any of the wordings that models use; `wide` for unknown words. */
export function readShot(words: string): Shot {
  if (/大远景|extreme.?(?:wide|long)|establishing|aerial|航拍|鸟瞰|bird/iu.test(words)) return 'extreme_wide'
  if (/特写|近景|close|detail|macro/iu.test(words)) return 'close'
  if (/中景|medium|mid|two.?shot|over.?the.?shoulder|全景|full/iu.test(words)) return 'medium'
  return 'wide'
}
