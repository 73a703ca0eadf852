import { describe, expectTypeOf, it } from 'vitest'
import type { TextKey } from '@/locales/i18n'
import type { CameraMoveName } from '@/protocol/cameraMoves'
import type { Stage } from '@/protocol/stages'

describe('the keys of the texts', () => {
  it('are those of the English texts, and nothing else', () => {
    expectTypeOf<'project.stage.rewrite'>().toExtend<TextKey>()
    expectTypeOf<`project.stage.${Stage}`>().toExtend<TextKey>()
    expectTypeOf<'project.stage'>().not.toExtend<TextKey>()
    expectTypeOf<`project.stage.${string}`>().not.toExtend<TextKey>()
  })

  // A server may name a move that has no text, so the component looks it up instead of having its key checked.
  it('name every camera move', () => {
    expectTypeOf<`project.move.${CameraMoveName}`>().toExtend<TextKey>()
  })
})
