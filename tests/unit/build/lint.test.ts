import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'

/** The project's own configuration, with the rules on imports alone and without type information, which they do not use. */
const eslint = new ESLint({
  ruleFilter: ({ ruleId }) => ruleId === '@typescript-eslint/no-restricted-imports',
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
})

async function isRefused(filePath: string, code: string): Promise<boolean> {
  const [result] = await eslint.lintText(code, { filePath })
  expect(result?.messages.filter(({ fatal }) => fatal)).toEqual([])
  return result?.errorCount !== 0
}

const script = (code: string) => `<script setup lang="ts">\n${code}\n</script>\n`

describe('the linter', () => {
  it.each([
    ['src/pipeline/reduce.ts', "import { ref } from 'vue'\nref()"],
    ['src/transport/backoff.ts', "import { STAGES } from '@/protocol/stages'\nvoid STAGES"],
    ['src/stores/project/projectStore.ts', "import { callApi } from '../../api/calls/http'\nvoid callApi"],
    ['src/presentation/age.ts', "import { useClock } from '@/composables/app/useClock'\nvoid useClock"],
    [
      'src/composables/app/useClock.ts',
      "import { useProject } from '../project/useProject'\nvoid useProject",
    ],
    ['src/components/list/ListRow.vue', script("import { pageSession } from '@/api/session/pageSession'")],
    ['src/views/ProjectView.vue', script("import { readFrames } from '@/transport/frames'")],
    ['server/http/app.ts', "import { API_ERRORS } from '../../src/api/calls/errors'\nvoid API_ERRORS"],
  ])('refuses in %s: %s', async (filePath, code) => {
    expect(await isRefused(filePath, code)).toBe(true)
  })

  it.each([
    ['src/pipeline/reduce.ts', "import { STAGES } from '@/protocol/stages'\nvoid STAGES"],
    ['src/stores/project/projectStore.ts', "import { createPoll } from '../shared/poll'\nvoid createPoll"],
    ['src/components/list/ListRow.vue', script("import { STAGES } from '@/protocol/stages'")],
    ['server/http/app.ts', "import { STAGES } from '../../src/protocol/stages'\nvoid STAGES"],
  ])('accepts in %s: %s', async (filePath, code) => {
    expect(await isRefused(filePath, code)).toBe(false)
  })
})
