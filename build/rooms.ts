import { readdirSync, readFileSync } from 'node:fs'

/** What the files of one folder under `src` may import. */
export interface Room {
  /** Rooms whose values may be imported; `room/file` opens a single file of a room. */
  readonly values: readonly string[]
  /** Rooms of which only types may be imported. */
  readonly types: readonly string[]
  /** Packages: the only ones allowed, or those forbidden. */
  readonly packages: { readonly only: readonly string[] } | { readonly not: readonly string[] }
  /** Pure rooms know no clock, no randomness, no DOM and no I/O. */
  readonly pure?: true
}

const FRAMEWORK = ['vue', 'vue-router', 'pinia', 'vue-i18n', '@vueuse/core', '@lucide/vue']

/** The rooms in the order in which data flows through them, with what each may import. */
export const ROOMS: Readonly<Record<string, Room>> = {
  transport: { values: [], types: [], packages: { only: ['eventsource-parser'] } },
  protocol: { values: [], types: [], packages: { only: ['valibot', 'jsonrepair'] } },
  worker: { values: ['transport', 'protocol'], types: [], packages: { not: FRAMEWORK } },
  pipeline: { values: ['protocol'], types: ['transport'], packages: { not: FRAMEWORK }, pure: true },
  tasks: { values: ['protocol'], types: ['transport', 'pipeline'], packages: { not: FRAMEWORK }, pure: true },
  lab: {
    values: ['protocol', 'transport/frames'],
    types: ['transport', 'pipeline'],
    packages: { not: FRAMEWORK },
    pure: true,
  },
  api: {
    values: ['worker', 'transport', 'protocol', 'env'],
    types: ['lab'],
    packages: { not: FRAMEWORK },
  },
  services: {
    values: ['worker', 'transport', 'protocol', 'env'],
    types: ['api'],
    packages: { not: FRAMEWORK },
  },
  stores: {
    values: ['api', 'pipeline', 'tasks', 'lab'],
    types: ['protocol', 'transport'],
    packages: { not: ['vue-router', 'vue-i18n', '@lucide/vue'] },
  },
  composables: {
    values: ['stores', 'services', 'pipeline/selectors', 'tasks/selectors', 'lab/rows', 'lab/hex', 'locales'],
    types: ['transport', 'protocol', 'pipeline', 'tasks', 'lab', 'api'],
    packages: { not: [] },
  },
  components: {
    values: ['components', 'composables', 'lab/rows', 'lab/hex'],
    types: ['protocol', 'transport', 'pipeline', 'tasks', 'lab', 'api', 'stores', 'locales'],
    packages: { not: ['pinia'] },
  },
  views: {
    values: [
      'stores',
      'composables',
      'components',
      'pipeline/selectors',
      'tasks/selectors',
      'lab/rows',
      'lab/hex',
    ],
    types: ['protocol', 'transport', 'pipeline', 'tasks', 'lab', 'api', 'locales'],
    packages: { not: ['pinia'] },
  },
  cli: {
    values: ['lab', 'transport', 'protocol', 'api/labConnection', 'api/diagnose', 'locales'],
    types: ['api'],
    packages: { not: ['vue', 'vue-router', 'pinia', '@vueuse/core', '@lucide/vue'] },
  },
}

/** Every folder and root module that an alias import can name. */
const ALL = [...Object.keys(ROOMS), 'env', 'locales', 'router', 'firstData', 'main', 'App.vue', 'styles']

interface Pattern {
  regex: string
  message: string
  allowTypeImports?: boolean
}

function escaped(name: string): string {
  return name.replaceAll('/', '\\/')
}

/** Composables that read a store; components may not use them. */
function storeComposables(): string[] {
  const folder = new URL('../src/composables/', import.meta.url)
  return readdirSync(folder)
    .filter((file) => readFileSync(new URL(file, folder), 'utf8').includes("'@/stores/"))
    .map((file) => file.replace(/\.ts$/, ''))
}

/** The patterns of `no-restricted-imports` that build the walls of one room. */
export function walls(name: string, room: Room): Pattern[] {
  const free = [name, ...room.values]
  const whole = ALL.filter((other) => !free.includes(other))
  const opened = room.values.filter((value) => value.includes('/')).map(escaped)
  const except = opened.length > 0 ? `(?!(?:${opened.join('|')})$)` : ''
  const forbidden = whole.filter((other) => !room.types.includes(other))
  const typesOnly = whole.filter((other) => room.types.includes(other))
  const patterns: Pattern[] = [
    { regex: '^\\.\\./', message: 'Across rooms import by the alias @/room/file.' },
    { regex: `^@/${name}(/|$)`, message: 'Inside a room import relatively.' },
  ]
  if (forbidden.length > 0)
    patterns.push({
      regex: `^@/${except}(?:${forbidden.map(escaped).join('|')})(/|$)`,
      message: `The room "${name}" may not import this room.`,
    })
  if (typesOnly.length > 0)
    patterns.push({
      regex: `^@/${except}(?:${typesOnly.map(escaped).join('|')})(/|$)`,
      message: `The room "${name}" may import only types from this room.`,
      allowTypeImports: true,
    })
  if ('only' in room.packages)
    patterns.push({
      regex: `^(?![.]|@/|(?:${room.packages.only.map(escaped).join('|')})(?:/|$))`,
      message: `The room "${name}" may use only: ${room.packages.only.join(', ')}.`,
    })
  else if (room.packages.not.length > 0)
    patterns.push({
      regex: `^(?:${room.packages.not.map(escaped).join('|')})(?:/|$)`,
      message: `The room "${name}" may not use this package.`,
    })
  if (name === 'components')
    for (const composable of storeComposables())
      patterns.push({
        regex: `^@/composables/${composable}$`,
        message: 'This composable reads a store; components take props.',
      })
  return patterns
}
