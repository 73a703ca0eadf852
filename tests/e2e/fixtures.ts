import { readFileSync } from 'node:fs'
import { test as base, type Locator, type Page } from '@playwright/test'
import { StreamProxy } from '../support/streamProxy'
import { StudioProcess } from '../support/studioProcess'

export { expect } from '@playwright/test'

/** One of the stories kept with the tests. */
export function story(name: string): string {
  return readFileSync(`tests/fixtures/stories/${name}`, 'utf8')
}

/** The beginning of a tale: a run of it is short, and still has more than one scene. */
export const SHORT_STORY = story('taohuayuan.txt').slice(0, 120)

/** The wire names of the five stages, in order. */
export const STAGES = ['rewrite', 'storyboard', 'image_generation', 'camera_movement', 'video_generation']

/** What the browser itself logs for an answer that is not 2xx or a host that is away; a page cannot prevent it. */
const BROWSER_NOTE = /^Failed to load resource: /

interface Fixtures {
  /** What the page has written to its console as an error, and errors that nobody caught. */
  consoleErrors: string[]
  /** Something between pages and studio that counts the streams: a shared worker's requests are no page's. */
  gateway: StreamProxy
}
interface WorkerFixtures {
  /** A studio for the tests of this worker. */
  studio: StudioProcess
}

/** Playwright's `test` with a studio beside it; every test fails when its page logs an error. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  studio: [
    // eslint requires the pattern that names no fixture
    async ({}, use) => {
      const studio = new StudioProcess()
      await studio.start()
      await use(studio)
      await studio.dispose()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: async ({ studio }, use) => {
    await use(studio.url)
  },
  gateway: async ({ studio }, use) => {
    const gateway = new StreamProxy(studio.url)
    await gateway.start()
    await use(gateway)
    await gateway.close()
  },
  consoleErrors: [
    async ({ context }, use) => {
      const errors: string[] = []
      context.on('console', (message) => {
        if (message.type() === 'error' && !BROWSER_NOTE.test(message.text())) errors.push(message.text())
      })
      context.on('weberror', (error) => errors.push(error.error().message))
      await use(errors)
      base.expect(errors, 'the console stays empty').toEqual([])
    },
    { auto: true },
  ],
})

/** Open the form for a new project, wherever the list has it. */
export async function openForm(page: Page): Promise<{ field: Locator; submit: Locator }> {
  await page.goto('/projects')
  const field = page.locator('[name="original_topic"]')
  const opener = page.locator('[data-action="new"]')
  await field.or(opener).first().waitFor()
  if (!(await field.isVisible())) await opener.first().click()
  return { field, submit: page.locator('form:has([name="original_topic"]) button[type="submit"]') }
}

/** The id of the project whose dashboard a sent form leads to. */
export async function createdId(page: Page): Promise<string> {
  await page.waitForURL(/\/projects\/[^/?]+$/)
  return new URL(page.url()).pathname.split('/').at(-1) ?? ''
}

/** Create a project by the form and return its id; the page is then its dashboard. */
export async function createProject(page: Page, text: string, name?: string): Promise<string> {
  const { field, submit } = await openForm(page)
  await field.fill(text)
  if (name !== undefined) await page.locator('[name="name"]').fill(name)
  await submit.click()
  return createdId(page)
}

/** Create a project by the API. */
export async function createByApi(studio: StudioProcess, text: string, name = 'test'): Promise<string> {
  const answer = await fetch(`${studio.url}/api/v1/projects/projects/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, original_topic: text }),
  })
  const body = (await answer.json()) as { id: string | number }
  return String(body.id)
}

/** Ask a project for a command by the API. */
export async function command(
  studio: StudioProcess,
  id: string,
  name: string,
  body: unknown = {},
): Promise<number> {
  const answer = await fetch(`${studio.url}/api/v1/projects/projects/${id}/${name}/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  await answer.arrayBuffer()
  return answer.status
}

/** The text that the server has stored of the rewrite. */
export async function storedText(origin: string, id: string): Promise<string | undefined> {
  const snapshot = (await (await fetch(`${origin}/api/v1/projects/projects/${id}/`)).json()) as {
    stages: { stage_type: string; domain_data: { rewritten_text?: string } | null }[]
  }
  return snapshot.stages.find((stage) => stage.stage_type === 'rewrite')?.domain_data?.rewritten_text
}

/** Ask the studio to misbehave. */
export async function fault(studio: StudioProcess, body: Record<string, unknown>): Promise<void> {
  const answer = await fetch(`${studio.url}/api/v1/faults/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`The studio refused the fault: ${answer.status} ${await answer.text()}`)
}

/** Let the studio behave again. */
export async function clearFaults(studio: StudioProcess): Promise<void> {
  await fetch(`${studio.url}/api/v1/faults/`, { method: 'DELETE' })
}
