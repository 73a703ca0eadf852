/** What the files in one folder of `src` may import. */
export interface Room {
  /** Rooms from which values may be imported. `room/path` allows one file or folder of a room. */
  readonly values: readonly string[]
  /** Rooms from which only types may be imported. */
  readonly types: readonly string[]
  /** The only allowed packages, or the forbidden ones. */
  readonly packages: { readonly only: readonly string[] } | { readonly not: readonly string[] }
  /** Pure rooms use no clock, no randomness, no DOM and no I/O. */
  readonly pure?: true
  /** The studio uses the room as well, where there is no alias: it imports the protocol by a relative path. */
  readonly shared?: true
}

const FRAMEWORK = ['vue', 'vue-router', 'pinia', '@intlify/core-base', '@vueuse/core', '@lucide/vue']

/** Values that every room above the wire may import: what page and studio must agree on, and the kinds of errors. */
const CONTRACT = [
  'protocol/stages',
  'protocol/aspectRatios',
  'protocol/filmLength',
  'protocol/cameraMoves',
  'protocol/speech',
  'protocol/subtitles',
  'protocol/characters',
  'protocol/attempts',
  'protocol/plainObject',
  'protocol/storyText',
  'protocol/sceneFields',
  'protocol/sceneLimits',
  'protocol/jobs',
  'protocol/batches',
  'protocol/generation',
  'protocol/singleTasks',
  'exports/film',
  'api/calls/errors',
]

/** Composables that read no store, so that components may use them. */
const STORE_FREE = [
  'app',
  'commands',
  'film',
  'hands',
  'making',
  'scenes',
  'scrolling',
  'stages',
  'text',
].map((domain) => `composables/${domain}`)

/** The rooms in the order of the data flow, with what each may import. */
export const ROOMS: Readonly<Record<string, Room>> = {
  platform: { values: [], types: [], packages: { only: [] } },
  transport: { values: ['platform/steadyClock'], types: [], packages: { only: ['eventsource-parser'] } },
  protocol: { values: [], types: [], packages: { only: ['valibot'] } },
  exports: {
    values: ['protocol'],
    types: [],
    packages: { only: ['mediabunny', 'client-zip', 'fflate', 'valibot'] },
    shared: true,
  },
  worker: { values: ['platform', 'transport', 'protocol'], types: [], packages: { not: FRAMEWORK } },
  pipeline: { values: ['protocol'], types: ['transport'], packages: { not: FRAMEWORK }, pure: true },
  tasks: { values: ['protocol'], types: ['transport', 'pipeline'], packages: { not: FRAMEWORK }, pure: true },
  lab: {
    values: ['protocol', 'transport/frames'],
    types: ['transport', 'pipeline'],
    packages: { not: FRAMEWORK },
    pure: true,
  },
  api: {
    values: ['platform', 'worker', 'transport', 'protocol', 'env'],
    types: ['lab'],
    packages: { not: FRAMEWORK },
  },
  services: {
    values: ['platform', 'worker', 'transport', 'protocol', 'env', 'api/tasks'],
    types: ['api'],
    packages: { not: FRAMEWORK },
  },
  stores: {
    values: ['platform', 'api', 'exports', 'pipeline', 'tasks', 'lab', ...CONTRACT],
    types: ['protocol', 'transport'],
    packages: { not: ['vue-router', '@intlify/core-base', '@lucide/vue'] },
  },
  presentation: {
    values: [
      'pipeline/selectors',
      'pipeline/account',
      'pipeline/trail',
      'pipeline/share',
      'tasks/selectors',
      'tasks/state',
      'lab/rows',
      'lab/hex',
      ...CONTRACT,
    ],
    types: ['protocol', 'exports', 'pipeline', 'tasks', 'lab'],
    packages: { not: FRAMEWORK },
    pure: true,
  },
  composables: {
    values: [
      'stores',
      'services',
      'presentation',
      'platform',
      'pipeline/selectors',
      'pipeline/account',
      'pipeline/drafts',
      'pipeline/remake',
      'tasks/selectors',
      'tasks/state',
      'lab/rows',
      'lab/hex',
      'locales',
      ...CONTRACT,
    ],
    types: ['transport', 'protocol', 'exports', 'pipeline', 'tasks', 'lab', 'api'],
    packages: { not: [] },
  },
  components: {
    values: [
      'presentation',
      'pipeline/remake',
      'tasks/state',
      'lab/rows',
      'lab/hex',
      'locales/i18n',
      ...CONTRACT,
      ...STORE_FREE,
      'composables/useProjectStageSSE',
    ],
    types: ['composables', 'protocol', 'transport', 'pipeline', 'tasks', 'lab', 'api', 'stores', 'locales'],
    packages: { not: ['pinia'] },
  },
  views: {
    values: [
      'stores',
      'composables',
      'components',
      'presentation',
      'pipeline/selectors',
      'tasks/selectors',
      'lab/rows',
      'lab/hex',
      'locales/i18n',
      ...CONTRACT,
    ],
    types: ['protocol', 'transport', 'pipeline', 'tasks', 'lab', 'api', 'locales'],
    packages: { not: ['pinia'] },
  },
  cli: {
    values: ['lab', 'transport', 'protocol', 'api/lab', 'locales'],
    types: ['api'],
    packages: { not: ['vue', 'vue-router', 'pinia', '@vueuse/core', '@lucide/vue'] },
  },
  locales: { values: [], types: [], packages: { not: ['vue-router', 'pinia', '@lucide/vue'] } },
}

/** Every folder and root module that can follow `@/` in an import. */
const ALL = [...Object.keys(ROOMS), 'env', 'router', 'firstData', 'main', 'App.vue', 'styles']

interface Pattern {
  regex: string
  message: string
  allowTypeImports?: boolean
}

/** One block of linter settings: its files and the imports they must not contain. */
export interface Walls {
  readonly files: readonly string[]
  readonly patterns: readonly Pattern[]
}

function escaped(name: string): string {
  return name.replaceAll('/', '\\/')
}

/** Patterns of the imports that a room forbids, for files at any depth. */
function otherRooms(name: string, room: Room): Pattern[] {
  const free = [name, ...room.values]
  const whole = ALL.filter((other) => !free.includes(other))
  const opened = room.values.filter((value) => value.includes('/')).map(escaped)
  const except = opened.length > 0 ? `(?!(?:${opened.join('|')})(?:/|$))` : ''
  const forbidden = whole.filter((other) => !room.types.includes(other))
  const typesOnly = whole.filter((other) => room.types.includes(other))
  const patterns: Pattern[] = [{ regex: `^@/${name}(/|$)`, message: 'Inside a room import relatively.' }]
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
      regex: `^(?![.]|@/${room.packages.only.map((only) => `|${escaped(only)}(?:/|$)`).join('')})`,
      message: `The room "${name}" may use only these packages: ${room.packages.only.join(', ') || 'none'}.`,
    })
  else if (room.packages.not.length > 0)
    patterns.push({
      regex: `^(?:${room.packages.not.map(escaped).join('|')})(?:/|$)`,
      message: `The room "${name}" may not use this package.`,
    })
  return patterns
}

const LEAVING = 'Across rooms import by the alias @/room/file.'

/** The walls of one room: for the files at its top, and for its domain folders, which may import each other. */
export function walls(name: string, room: Room): readonly Walls[] {
  const patterns = otherRooms(name, room)
  const blocks = [
    {
      files: [`src/${name}/*.{ts,vue}`],
      patterns: [
        { regex: room.shared ? '^\\.\\./(?!protocol/)' : '^\\.\\./', message: LEAVING },
        ...patterns,
      ],
    },
    {
      files: [`src/${name}/*/**/*.{ts,vue}`],
      patterns: [{ regex: '^\\.\\./\\.\\./', message: LEAVING }, ...patterns],
    },
  ]
  if (name !== 'composables') return blocks
  return [...blocks, storeFree(patterns)]
}

/** Composables that components may use must not import stores, nor composables that read stores. */
function storeFree(patterns: readonly Pattern[]): Walls {
  const message = 'Components use this folder, so it must not depend on stores.'
  const domains = STORE_FREE.map((folder) => folder.split('/')[1]).join('|')
  return {
    files: STORE_FREE.map((folder) => `src/${folder}/*.ts`),
    patterns: [
      { regex: '^\\.\\./\\.\\./', message: LEAVING },
      { regex: `^\\.\\./(?!(?:${domains})/)`, message, allowTypeImports: true },
      { regex: '^@/stores(/|$)', message, allowTypeImports: true },
      ...patterns,
    ],
  }
}
