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
  // A machine that is busy is no fault of the code: what hangs is ended, what is slow is not.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  reporter: [['list']],
  use: {
    locale: 'zh-CN',
    colorScheme: 'dark',
    viewport: { width: 1440, height: 900 },
    // A trace photographs every page at every step, which takes a third of the suite's time: `--trace on` makes one.
    screenshot: 'only-on-failure',
    launchOptions: { ...(executablePath !== null && { executablePath }), args: BROWSER_ARGS },
  },
})
