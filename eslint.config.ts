import prettier from 'eslint-config-prettier'
import type { Linter } from 'eslint'
import vue from 'eslint-plugin-vue'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'
import { ROOMS, walls, type Room } from './build/rooms'

const IMPURE_GLOBALS = [
  'window',
  'document',
  'navigator',
  'fetch',
  'localStorage',
  'sessionStorage',
  'setTimeout',
  'setInterval',
  'requestAnimationFrame',
  'performance',
  'crypto',
]

/** The walls do not check dynamic imports, so only the files below may use them. */
const LAZY_IMPORT = {
  selector: 'ImportExpression',
  message: 'Only the router, the composition root and the files in LAZY_FILES import lazily.',
}
/**
 * Files that load code only where it is needed: for the first notice, without a shared worker, for broken JSON, for an open picture or
 * stage, for the player, for how things were made, to take a film away, to read a story's file, to choose a length or templates, for
 * counts, for texts and samples.
 */
const LAZY_FILES = [
  'src/App.vue',
  'src/worker/page/openLink.ts',
  'src/api/jsonRepair.ts',
  'src/components/stages/StageImages.vue',
  'src/components/stages/sceneViews.ts',
  'src/components/film/SceneFilm.vue',
  'src/views/project/useExtras.ts',
  'src/components/list/{ProjectForm,StoryField}.vue',
  'src/composables/list/useProjectFacts.ts',
  'src/views/ProjectView.vue',
  'src/stores/exports/makeExport.ts',
  'src/locales/locales.ts',
  'src/locales/sampleStories.ts',
]

/** The clock of the system may be set back at any time, so what is waited for or compared has the steady clock. */
const WALL_CLOCK = {
  selector: "MemberExpression[object.name='Date'][property.name='now']",
  message: 'This clock can be set back: use `steadyNow`, or list the file in WALL_CLOCK_FILES.',
}
/** Files that read the system's clock: the steady clock itself, and times that outlive the page. */
const WALL_CLOCK_FILES = [
  'src/platform/steadyClock.ts',
  'src/api/session/session.ts',
  'src/stores/project/keptRun.ts',
  'src/stores/tasks/keptTasks.ts',
  'src/worker/portMessages.ts',
  'src/cli/sseCheck.ts',
]

const IMPURE_CALLS = [
  {
    selector: "MemberExpression[object.name='Date']",
    message: 'Pure rooms take the time from the envelope.',
  },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Pure rooms have no clock.' },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Pure rooms have no randomness.',
  },
]

function roomConfigs(name: string, room: Room): Linter.Config[] {
  return [
    {
      files: [`src/${name}/**/*.{ts,vue}`],
      rules: {
        'no-restricted-syntax': ['error', LAZY_IMPORT, ...(room.pure ? IMPURE_CALLS : [WALL_CLOCK])],
        'no-restricted-globals': ['error', ...(room.pure ? IMPURE_GLOBALS : [])],
      },
    },
    ...walls(name, room).map(({ files, patterns }) => ({
      files: [...files],
      rules: {
        '@typescript-eslint/no-restricted-imports': ['error', { patterns: [...patterns] }],
      } satisfies Linter.RulesRecord,
    })),
  ]
}

export default defineConfig(
  { ignores: ['dist', '.data', 'test-results', 'playwright-report', 'public'] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.recommendedTypeChecked,
  ...vue.configs['flat/recommended'],
  {
    languageOptions: {
      parserOptions: {
        parser: tseslint.parser,
        projectService: true,
        extraFileExtensions: ['.vue'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'no-console': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: ['error', 'always'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      'vue/no-v-html': 'error',
      'vue/multi-word-component-names': 'off',
      'vue/define-macros-order': ['error', { order: ['defineProps', 'defineEmits'] }],
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/require-default-prop': 'off',
    },
  },
  ...Object.entries(ROOMS).flatMap(([name, room]) => roomConfigs(name, room)),
  { files: LAZY_FILES, rules: { 'no-restricted-syntax': ['error', WALL_CLOCK] } },
  { files: WALL_CLOCK_FILES, rules: { 'no-restricted-syntax': ['error', LAZY_IMPORT] } },
  {
    // These run in the page, in workers and in the studio.
    files: ['src/{protocol,exports}/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', 'window', 'document', 'localStorage', 'sessionStorage'] },
  },
  {
    files: ['server/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^@/', message: 'The studio imports relatively.' },
            {
              regex: '/src/(?!protocol/|exports/)',
              message: 'Of src the studio may import only protocol and exports.',
            },
            { regex: '^(vue|pinia|vue-router)(/|$)', message: 'The studio is not a page.' },
          ],
        },
      ],
    },
  },
  {
    // The linter cannot read the types of .vue files and treats them as errors; vue-tsc checks the same code.
    files: [
      'src/{components,composables,views}/**/*.{ts,vue}',
      'src/{main,router}.ts',
      'src/App.vue',
      'tests/component/**/*.ts',
      'gallery/**/*.{ts,vue}',
      'tests/bench/pages/**/*.{ts,vue}',
      'tests/support/componentSetup.ts',
    ],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // These run in a terminal and print to it.
    files: ['tests/support/**/*.ts', 'tests/bench/**/*.ts', 'tests/faults/**/*.ts', 'server/vitePlugin.ts'],
    rules: { 'no-console': 'off' },
  },
  // Plain JavaScript is not part of the TypeScript project.
  { files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  prettier,
)
