import { readFileSync } from 'node:fs'
import { test as base, expect, type Locator, type Page } from '@playwright/test'
import type { Stage } from '@/protocol/stages'
import { StreamProxy } from '../support/streamProxy'
import { StudioProcess } from '../support/studioProcess'

export { expect }

/** A story from the fixtures. */
export function story(name: string): string {
  return readFileSync(`tests/fixtures/stories/${name}`, 'utf8')
}

/** The beginning of a tale: its title and three scenes, with enough text to watch it grow. */
export const SHORT_STORY = story('taohuayuan.txt').slice(0, 62)

/** The quickest film: one sentence, one scene, a clip of three seconds. */
export const ONE_SENTENCE = story('single-sentence.txt')

/** Long enough for a run on a busy machine. */
export const RUN_TIMEOUT_MS = 150_000

/** The browser itself logs this for an unreachable host and for an answer that is not 2xx. A page cannot prevent it. */
const BROWSER_NOTE = /^Failed to load resource: /

interface Fixtures {
  /** Errors in the console of the page, and uncaught errors. */
  consoleErrors: string[]
  /** A proxy in front of the studio that counts streams: Playwright does not see the requests of a shared worker. */
  gateway: StreamProxy
}
interface WorkerFixtures {
  /** The studio of this worker; projects keep its tests apart. */
  studio: StudioProcess
  /** The id of a finished film, made once for all tests that only look at it. */
  finishedFilm: string
}

/** Playwright's `test` with a studio; a test fails when its page logs an error. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  studio: [
    // Playwright requires an object pattern here, even an empty one.
    async ({}, use) => {
      const studio = new StudioProcess()
      await studio.start()
      await use(studio)
      await studio.dispose()
    },
    { scope: 'worker', timeout: RUN_TIMEOUT_MS },
  ],
  finishedFilm: [
    async ({ studio }, use) => {
      const id = await createByApi(studio, ONE_SENTENCE, 'axe')
      await command(studio, id, 'run_pipeline')
      await expect.poll(() => storedStatus(studio.url, id), { timeout: RUN_TIMEOUT_MS }).toBe('completed')
      await use(id)
    },
    { scope: 'worker', timeout: RUN_TIMEOUT_MS },
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
      expect(errors, 'the console stays empty').toEqual([])
    },
    { auto: true },
  ],
})

/** Wait until the page shows that the whole run has completed. */
export async function runCompletes(page: Page): Promise<void> {
  await expect(page.locator('[data-project-status]')).toHaveAttribute('data-project-status', 'completed', {
    timeout: RUN_TIMEOUT_MS,
  })
}

/** Open the view of a stage, if it is folded. */
export async function unfold(page: Page, stage: Stage): Promise<void> {
  const panel = page.locator(`[data-stage="${stage}"]`)
  const opener = panel.locator('[data-action="unfold"]')
  await opener.or(panel.locator('[data-action="fold"]')).waitFor()
  if (await opener.isVisible()) await opener.click()
}

/** Open the form for a new project: an empty list shows it, another has a button for it. */
export async function openForm(page: Page): Promise<{ field: Locator; submit: Locator }> {
  await page.goto('/projects')
  const field = page.locator('[name="original_topic"]')
  const opener = page.locator('[data-action="new"]')
  await field.or(opener).first().waitFor()
  if (!(await field.isVisible())) await opener.first().click()
  return { field, submit: page.locator('form:has([name="original_topic"]) button[type="submit"]') }
}

/** The id of the new project, once its dashboard is open. */
export async function createdId(page: Page): Promise<string> {
  await page.waitForURL(/\/projects\/[^/?]+$/)
  return new URL(page.url()).pathname.split('/').at(-1) ?? ''
}

/** Create a project with the form and return its id. The page ends on its dashboard. */
export async function createProject(page: Page, text: string, name?: string): Promise<string> {
  const { field, submit } = await openForm(page)
  await field.fill(text)
  if (name !== undefined) await page.locator('[name="name"]').fill(name)
  await submit.click()
  return createdId(page)
}

/** Create a project through the API. */
export async function createByApi(studio: StudioProcess, text: string, name = 'test'): Promise<string> {
  const answer = await fetch(`${studio.url}/api/v1/projects/projects/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, original_topic: text }),
  })
  const body = (await answer.json()) as { id: string | number }
  return String(body.id)
}

/** Send a command to a project through the API. */
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

/** The part of a project's snapshot that the tests read. */
interface StoredProject {
  status: string
  stages: { stage_type: string; domain_data: { rewritten_text?: string } | null }[]
}

async function storedProject(origin: string, id: string): Promise<StoredProject> {
  const answer = await fetch(`${origin}/api/v1/projects/projects/${id}/`)
  return (await answer.json()) as StoredProject
}

/** The project's status on the server. */
export async function storedStatus(origin: string, id: string): Promise<string> {
  return (await storedProject(origin, id)).status
}

/** The rewritten text on the server. */
export async function storedText(origin: string, id: string): Promise<string | undefined> {
  const snapshot = await storedProject(origin, id)
  return snapshot.stages.find((stage) => stage.stage_type === 'rewrite')?.domain_data?.rewritten_text
}

/** Make the studio misbehave. */
export async function fault(studio: StudioProcess, body: Record<string, unknown>): Promise<void> {
  const answer = await fetch(`${studio.url}/api/v1/faults/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`The studio refused the fault: ${answer.status} ${await answer.text()}`)
}

/** Clear all faults of the studio. */
export async function clearFaults(studio: StudioProcess): Promise<void> {
  await fetch(`${studio.url}/api/v1/faults/`, { method: 'DELETE' })
}

/** Run one stage through the API, and wait until the project rests again. */
export async function runStage(studio: StudioProcess, id: string, stage: string): Promise<void> {
  await command(studio, id, 'execute_stage', { stage_name: stage })
  await expect.poll(() => storedStatus(studio.url, id), { timeout: RUN_TIMEOUT_MS }).toBe('paused')
}

/** How many systems of background tasks a page asks the server about, once a session. */
const TASK_SYSTEMS = 4

/** Wait until a page knows which systems of background tasks the server has: then it has no such call on its way. */
export async function knowsSystems(page: Page): Promise<void> {
  const known = () => Object.keys(sessionStorage).filter((key) => key.startsWith('dailies.offer.')).length
  await expect.poll(() => page.evaluate(known)).toBe(TASK_SYSTEMS)
}
