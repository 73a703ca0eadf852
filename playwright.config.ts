import { defineConfig } from '@playwright/test'
import { BROWSER_ARGS, findBrowser } from './tests/support/browser'

const executablePath = findBrowser()

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: false,
  retries: 0,
  // Long enough for a busy machine: it ends a test that hangs, not one that is slow.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  reporter: [['list']],
  use: {
    locale: 'zh-CN',
    colorScheme: 'dark',
    viewport: { width: 1440, height: 900 },
    // Recording traces takes a third of the suite's time. `--trace on` records them when needed.
    screenshot: 'only-on-failure',
    launchOptions: { ...(executablePath !== null && { executablePath }), args: BROWSER_ARGS },
  },
})
