import { describe, expect, it } from 'vitest'
import { ROOMS, walls } from '../../../build/rooms'

/** Whether the linter would refuse `import … from specifier` (or `import type …`) in a room. */
function refuses(room: string, specifier: string, kind: 'value' | 'type' = 'value'): boolean {
  const definition = ROOMS[room]
  if (definition === undefined) throw new Error(`no room ${room}`)
  return walls(room, definition).some(
    (wall) => new RegExp(wall.regex).test(specifier) && !(kind === 'type' && wall.allowTypeImports === true),
  )
}

describe('the walls between rooms', () => {
  it.each([
    ['transport', 'eventsource-parser'],
    ['transport', './backoff'],
    ['protocol', 'valibot'],
    ['pipeline', '@/protocol/stages'],
    ['worker', '@/transport/connection'],
    ['worker', '@/protocol/messages'],
    ['api', '@/worker/hubClient'],
    ['api', '@/transport/connection'],
    ['api', '@/env'],
    ['stores', '@/api/http'],
    ['stores', 'vue'],
    ['composables', '@/stores/projectStore'],
    ['composables', '@/pipeline/selectors'],
    ['components', '@/composables/useTheme'],
    ['views', '@/stores/projectStore'],
    ['views', '@/pipeline/selectors'],
    ['lab', '@/transport/frames'],
    ['cli', '@/api/labConnection'],
    ['cli', '@/lab/judge'],
  ])('%s may import %s', (room, specifier) => {
    expect(refuses(room, specifier)).toBe(false)
  })

  it.each([
    ['transport', 'vue'],
    ['transport', '@/protocol/messages'],
    ['transport', 'valibot'],
    ['protocol', '@/transport/connection'],
    ['protocol', 'vue'],
    ['worker', 'vue'],
    ['worker', '@/env'],
    ['worker', '@/stores/projectStore'],
    ['stores', '@/worker/hubClient'],
    ['pipeline', 'vue'],
    ['pipeline', 'pinia'],
    ['pipeline', '@/api/http'],
    ['api', 'vue'],
    ['api', '@/pipeline/reduce'],
    ['api', '@/stores/projectStore'],
    ['stores', '@/views/ProjectView.vue'],
    ['stores', '@/components/StatusSign.vue'],
    ['stores', 'vue-router'],
    ['composables', '@/api/http'],
    ['composables', '@/components/StatusSign.vue'],
    ['composables', '@/pipeline/reduce'],
    ['components', '@/stores/projectStore'],
    ['components', '@/api/http'],
    ['components', '@/transport/connection'],
    ['views', '@/api/http'],
    ['views', '@/transport/connection'],
    ['views', '@/pipeline/reduce'],
    ['views', '../stores/projectStore'],
    ['lab', '@/transport/connection'],
    ['lab', '@/api/labConnection'],
    ['cli', '@/api/session'],
    ['cli', 'vue'],
    ['stores', '@/cli/sseCheck'],
  ])('%s may not import %s', (room, specifier) => {
    expect(refuses(room, specifier)).toBe(true)
  })

  it.each([
    ['stores', '@/transport/connection'],
    ['components', '@/stores/projectStore'],
    ['components', '@/pipeline/state'],
    ['composables', '@/protocol/snapshot'],
    ['views', '@/pipeline/state'],
  ])('%s may import types of %s', (room, specifier) => {
    expect(refuses(room, specifier, 'type')).toBe(false)
  })

  it.each([
    ['protocol', '@/transport/connection'],
    ['pipeline', '@/stores/projectStore'],
    ['api', '@/pipeline/state'],
  ])('%s may not even import types of %s', (room, specifier) => {
    expect(refuses(room, specifier, 'type')).toBe(true)
  })
})
