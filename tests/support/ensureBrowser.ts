import { browserVersion, ensureBrowser } from './browser'

try {
  const path = ensureBrowser()
  console.log(`Browser for the end-to-end tests: ${path} (${browserVersion(path)})`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
