import { describe, expect, it } from 'vitest'
import { ROOMS, walls } from '../../../build/rooms'

/** Whether the linter would refuse `import … from specifier` (or `import type …`) in files that match a glob of walls. */
function refuses(
  room: string,
  specifier: string,
  kind: 'value' | 'type' = 'value',
  files = `src/${room}/*.{ts,vue}`,
): boolean {
  const definition = ROOMS[room]
  if (definition === undefined) throw new Error(`no room ${room}`)
  const block = walls(room, definition).find((candidate) => candidate.files.includes(files))
  if (block === undefined) throw new Error(`no walls for ${files}`)
  return block.patterns.some(
    (wall) => new RegExp(wall.regex).test(specifier) && !(kind === 'type' && wall.allowTypeImports === true),
  )
}

describe('the walls between rooms', () => {
  it.each([
    ['transport', 'eventsource-parser'],
    ['transport', './backoff'],
    ['protocol', 'valibot'],
    ['pipeline', '@/protocol/stages'],
    ['worker', '@/platform/webLocks'],
    ['worker', '@/transport/connection'],
    ['worker', '@/protocol/messages'],
    ['api', '@/worker/page/hubClient'],
    ['api', '@/transport/connection'],
    ['api', '@/env'],
    ['stores', '@/api/calls/http'],
    ['stores', '@/protocol/stages'],
    ['stores', 'vue'],
    ['presentation', '@/protocol/stages'],
    ['presentation', '@/protocol/cameraMoves'],
    ['presentation', '@/lab/hex'],
    ['composables', '@/stores/project/projectStore'],
    ['composables', '@/pipeline/selectors'],
    ['composables', '@/api/calls/errors'],
    ['components', '@/composables/app/useTheme'],
    ['components', '@/presentation/age'],
    ['components', '@/protocol/stages'],
    ['components', '@/protocol/aspectRatios'],
    ['components', '@/protocol/storyText'],
    ['components', '@/api/calls/errors'],
    ['views', '@/stores/project/projectStore'],
    ['views', '@/pipeline/selectors'],
    ['lab', '@/transport/frames'],
    ['cli', '@/api/lab/labConnection'],
    ['cli', '@/lab/rules/judge'],
  ])('%s may import %s', (room, specifier) => {
    expect(refuses(room, specifier)).toBe(false)
  })

  it.each([
    ['platform', 'vue'],
    ['platform', '@/protocol/stages'],
    ['transport', 'vue'],
    ['transport', '@/protocol/messages'],
    ['transport', '@/platform/keptValue'],
    ['transport', 'valibot'],
    ['protocol', '@/transport/connection'],
    ['protocol', 'vue'],
    ['worker', 'vue'],
    ['worker', '@/env'],
    ['worker', '@/stores/project/projectStore'],
    ['stores', '@/worker/page/hubClient'],
    ['stores', '@/protocol/snapshot'],
    ['pipeline', 'vue'],
    ['pipeline', 'pinia'],
    ['pipeline', '@/api/calls/http'],
    ['api', 'vue'],
    ['api', '@/pipeline/reduce'],
    ['api', '@/stores/project/projectStore'],
    ['stores', '@/views/ProjectView.vue'],
    ['stores', '@/components/base/StatusSign.vue'],
    ['stores', 'vue-router'],
    ['presentation', 'vue'],
    ['presentation', '@/stores/project/projectStore'],
    ['presentation', '@/pipeline/selectors'],
    ['composables', '@/api/calls/http'],
    ['composables', '@/components/base/StatusSign.vue'],
    ['composables', '@/pipeline/reduce'],
    ['components', '@/stores/project/projectStore'],
    ['components', '@/composables/project/useProject'],
    ['components', '@/protocol/snapshot'],
    ['components', '@/api/calls/http'],
    ['components', '@/transport/connection'],
    ['views', '@/api/calls/http'],
    ['views', '@/transport/connection'],
    ['views', '@/pipeline/reduce'],
    ['lab', '@/transport/connection'],
    ['lab', '@/api/lab/labConnection'],
    ['cli', '@/api/session/session'],
    ['cli', 'vue'],
    ['stores', '@/cli/sseCheck'],
    ['locales', '@/stores/project/projectStore'],
  ])('%s may not import %s', (room, specifier) => {
    expect(refuses(room, specifier)).toBe(true)
  })

  it.each([
    ['stores', '@/transport/connection'],
    ['components', '@/stores/project/projectStore'],
    ['components', '@/composables/project/useProject'],
    ['components', '@/pipeline/state'],
    ['composables', '@/protocol/snapshot'],
    ['presentation', '@/pipeline/state'],
    ['views', '@/pipeline/state'],
  ])('%s may import types of %s', (room, specifier) => {
    expect(refuses(room, specifier, 'type')).toBe(false)
  })

  it.each([
    ['protocol', '@/transport/connection'],
    ['pipeline', '@/stores/project/projectStore'],
    ['presentation', '@/stores/project/projectStore'],
    ['api', '@/pipeline/state'],
  ])('%s may not even import types of %s', (room, specifier) => {
    expect(refuses(room, specifier, 'type')).toBe(true)
  })
})

describe('the folders of a room', () => {
  const inDomain = 'src/components/*/**/*.{ts,vue}'

  it('a file in a domain folder imports from its neighbours', () => {
    expect(refuses('components', '../base/BaseDialog.vue', 'value', inDomain)).toBe(false)
  })

  it.each([
    ['a file at the top of a room', '../stores/project/projectStore', 'src/components/*.{ts,vue}'],
    ['a file in a domain folder', '../../stores/project/projectStore', inDomain],
  ])('%s does not leave the room by a relative path', (_, specifier, files) => {
    expect(refuses('components', specifier, 'value', files)).toBe(true)
  })
})

describe('composables that components may use', () => {
  const files = 'src/composables/app/*.ts'

  it('use each other', () => {
    expect(refuses('composables', './useClock', 'value', files)).toBe(false)
    expect(refuses('composables', '../scrolling/useFollowTail', 'value', files)).toBe(false)
  })

  it('read no store, directly or through another composable', () => {
    expect(refuses('composables', '@/stores/project/projectStore', 'value', files)).toBe(true)
    expect(refuses('composables', '../project/useProject', 'value', files)).toBe(true)
  })

  it('may name the types of stores', () => {
    expect(refuses('composables', '@/stores/project/projectStore', 'type', files)).toBe(false)
  })
})
