import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { configDefaults } from 'vitest/config'
import { backendProxy } from './build/backendProxy.ts'
import { minifyFurther } from './build/minifyFurther.ts'
import { precompileMessages } from './build/precompileMessages.ts'
import { wholeAddresses } from './build/wholeAddresses.ts'
import { privateDataFolder } from './server/dataFolder.ts'
import { studioPlugin } from './server/vitePlugin.ts'

const backendUrl = process.env['BACKEND_URL']
const port = Number(process.env['PORT'] ?? 3000)

const serverOptions = {
  port,
  strictPort: true,
  host: process.env['HOST'] ?? '127.0.0.1',
  ...(backendUrl && { proxy: backendProxy(backendUrl) }),
}

/**
 * What shows a live project. The pages of a project share it as one file, which is compressed better than its pieces; the
 * list does not load it.
 */
const OF_PROJECTS = new RegExp(
  `/src/(?:${[
    // The list shares its objects as well; the others are loaded later.
    'pipeline/(?!share|account|drafts|remake)',
    'worker',
    'stores/project',
    'stores/shared/(?:deliveryWatch|snapshotLoop|frameLoop)',
    'composables/(?:making/projectExtras|project|scenes|scrolling|stages)',
    'composables/text/(?!useStoryDraft|forms)', // the form of a new story
    // Without what only views share that are loaded later.
    'components/(?:project|film|scenes/(?!Scene(?:Card|Retry|Grid|Move|Clip))|stages/(?!StageRawText)|text)',
    'api/(?:projects\\.|projectStream|jsonRepair|session/pageHub)',
    'presentation/(?:age|cssUrl|film(?:State|Timeline)|sceneParts|stagesAtWork|failureWords|frameShape|itemCount|stageTime|text(?!Diff))',
    'protocol/(?:snapshot|sceneDrafts|looseJson|cameraDescription|stageData)',
  ].join('|')})`,
)

/** What the list needs at first and other parts need later: one file as well. */
const OF_LIST = new RegExp(
  `/src/(?:${[
    'api/projectList',
    'stores/list/(?:projectListStore|pendingRemovals)',
    'components/base/(?:BaseDialog|EmptyState|FilterBar|SearchField|SlowNote)',
    'presentation/chosenTemplates',
    'protocol/filmEstimate',
  ].join('|')})`,
)

export default defineConfig({
  plugins: [
    precompileMessages(),
    vue(),
    tailwindcss(),
    ...(backendUrl ? [] : [studioPlugin()]),
    minifyFurther(),
    wholeAddresses(),
    // After the studio, which answers for its own media, and without it, too: the folder may be there from before.
    privateDataFolder(),
  ],
  worker: { plugins: () => [minifyFurther()] },
  // Texts are read as a whole.
  json: { namedExports: false },
  resolve: { alias: { '@': fileURLToPath(new URL('src', import.meta.url)) } },
  define: {
    __VUE_OPTIONS_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __INTLIFY_DROP_MESSAGE_COMPILER__: true,
  },
  server: serverOptions,
  preview: serverOptions,
  build: {
    target: 'es2022',
    sourcemap: false,
    manifest: true,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What every page needs is one file: it is compressed better than in pieces, and asked for once.
        codeSplitting: {
          groups: [
            { name: 'base', minShareCount: 5, test: (id) => !OF_PROJECTS.test(id) && !OF_LIST.test(id) },
            { name: 'project', minShareCount: 2, test: OF_PROJECTS },
            { name: 'list', minShareCount: 2, test: OF_LIST },
          ],
        },
      },
    },
  },
  test: {
    // Long enough for a busy machine: it ends a test that hangs, not one that is slow.
    testTimeout: 30_000,
    // Starting a worker and loading the libraries costs more than most test files: a worker runs many files, and
    // `tests/support/cleanWorker.ts` leaves it as it was found after each.
    isolate: false,
    maxWorkers: availableParallelism(),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['tests/unit/**/*.test.ts'],
          setupFiles: ['tests/support/cleanWorker.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          environment: 'node',
          include: ['tests/faults/**/*.test.ts'],
          // These replace globals, and their pages keep streams open for a while after the test.
          isolate: true,
        },
      },
      {
        extends: true,
        test: {
          name: 'component',
          environment: 'jsdom',
          include: ['tests/component/**/*.test.ts'],
          setupFiles: ['tests/support/cleanWorker.ts', 'tests/support/componentSetup.ts'],
        },
      },
      {
        // One vue-tsc run: it also reports type errors outside the type tests.
        extends: true,
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            checker: 'vue-tsc',
            include: ['tests/types/**/*.test-d.ts'],
            exclude: configDefaults.exclude,
          },
        },
      },
    ],
  },
})
