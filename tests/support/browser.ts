import { execFileSync, spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from '@playwright/test'

const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'microsoft-edge-stable',
]

const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe',
]

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The path of an installed Chrome, Chromium or Edge, or null. `CHROME_PATH` takes precedence. */
export function findBrowser(): string | null {
  const named = process.env['CHROME_PATH']
  if (named !== undefined) return isExecutable(named) ? named : null
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const onPath = COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)))
  return [...onPath, ...APPLICATIONS, chromium.executablePath()].find(isExecutable) ?? null
}

function succeeds(command: string, args: readonly string[]): boolean {
  console.log(`> ${command} ${args.join(' ')}`)
  return spawnSync(command, args, { stdio: 'inherit' }).status === 0
}

function install(): void {
  const isDebianRoot = process.getuid?.() === 0 && isExecutable('/usr/bin/apt-get')
  if (isDebianRoot) {
    if (succeeds('apt-get', ['update'])) succeeds('apt-get', ['install', '-y', 'chromium', 'fonts-noto-cjk'])
    return
  }
  succeeds(process.execPath, [join('node_modules', 'playwright', 'cli.js'), 'install', 'chromium'])
}

/**
 * Find a browser, or install one.
 *
 * @returns the path of its executable
 * @throws Error with instructions if none could be installed
 */
export function ensureBrowser(): string {
  const found = findBrowser()
  if (found !== null) return found
  console.log('No Chrome, Chromium or Edge found: installing one for the end-to-end tests.')
  install()
  const installed = findBrowser()
  if (installed !== null) return installed
  throw new Error(
    'The end-to-end tests need Chrome, Chromium or Edge, and none could be installed. ' +
      'Install one, or set CHROME_PATH to the path of its executable.',
  )
}

/** The browser's version string, for reports. */
export function browserVersion(path: string): string {
  return execFileSync(path, ['--version', '--no-sandbox'], { encoding: 'utf8' }).trim()
}

/** Flags for a headless browser without background work or requests to other hosts. */
export const BROWSER_ARGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
]
