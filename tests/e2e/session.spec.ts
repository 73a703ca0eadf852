import type { Page } from '@playwright/test'
import { StudioProcess } from '../support/studioProcess'
import {
  clearFaults,
  createProject,
  expect,
  fault,
  ONE_SENTENCE,
  RUN_TIMEOUT_MS,
  runCompletes,
  knowsSystems,
  SHORT_STORY,
  test as base,
} from './fixtures'

const PASSWORD = 'a long enough one'

interface Fixtures {
  /** The paths of the account calls, in order. */
  accountCalls: string[]
}

/**
 * A studio that requires sign-in, with access tokens that last five seconds, so that every test goes through renewals.
 * A test fails when a URL contains a token.
 */
const test = base.extend<Fixtures>({
  studio: [
    // Playwright requires an object pattern here, even an empty one.
    async ({}, use) => {
      const studio = new StudioProcess({ env: { AUTH: 'on', ACCESS_TTL_S: '5' } })
      await studio.start()
      await use(studio)
      await studio.dispose()
    },
    { scope: 'worker', timeout: RUN_TIMEOUT_MS },
  ],
  accountCalls: [
    async ({ context }, use) => {
      const addresses: string[] = []
      const tokens = new Set<string>()
      const accountCalls: string[] = []
      context.on('request', (request) => {
        const address = request.url()
        const { pathname } = new URL(address)
        addresses.push(address)
        if (pathname.startsWith('/api/v1/users/')) accountCalls.push(pathname)
        const sent = `${request.headers()['authorization'] ?? ''} ${request.postData() ?? ''}`
        for (const [, token = ''] of sent.matchAll(/(?:Bearer |"refresh":")([^"\s]+)/g)) tokens.add(token)
      })
      await use(accountCalls)
      expect(tokens.size, 'tokens were sent').toBeGreaterThan(0)
      const leaking = addresses.filter((address) => [...tokens].some((token) => address.includes(token)))
      expect(leaking, 'no URL contains a token').toEqual([])
    },
    { auto: true },
  ],
})

/** Create an account with the form, from any page that redirects to sign-in. */
async function register(page: Page, username: string) {
  await page.waitForURL(/\/login/)
  await page.getByRole('button', { name: /注册一个/ }).click()
  await page.locator('[name="username"]').fill(username)
  await page.locator('[name="password"]').fill(PASSWORD)
  await page.locator('[name="password_confirm"]').fill(PASSWORD)
  await page.locator('form button[type="submit"]').click()
  // Signing in reloads the requested page. A navigation before that would collide with it.
  await page.waitForURL(({ pathname }) => pathname !== '/login')
  await expect(page.getByLabel(`${username} 的账号`)).toBeVisible()
}

async function signIn(page: Page, username: string, password: string) {
  await page.locator('[name="username"]').fill(username)
  await page.locator('[name="password"]').fill(password)
  await page.locator('form button[type="submit"]').click()
}

async function signOut(page: Page, username: string) {
  await page.getByLabel(`${username} 的账号`).click()
  await page.locator('[data-action="sign-out"]').click()
  await page.waitForURL(/\/login/)
}

/** Wait until the page's current access token has expired. */
async function accessHasRunOut(page: Page) {
  const access = await page.evaluate(() => localStorage.getItem('dailies:session') ?? '')
  const [, payload = ''] = /"access":"[^.]+\.([^.]+)/.exec(access) ?? []
  const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp: number }
  await page.waitForFunction((end) => Date.now() > end, exp * 1000)
}

const root = (page: Page) => page.locator('[data-project-status]')
const liveText = (page: Page) => page.locator('[data-stage="rewrite"] [data-live-text]').first()
const lengthOf = async (page: Page) => ((await liveText(page).textContent()) ?? '').length

test.afterEach(async ({ studio }) => clearFaults(studio))

test('register, make a film, sign out, and return to the requested page', async ({ page }) => {
  await page.goto('/projects')
  await register(page, '阿明')
  await expect(page).toHaveURL(/\/projects$|\/$/)
  const id = await createProject(page, ONE_SENTENCE)
  await page.locator('[data-action="run"]').click()
  await runCompletes(page)
  // Pictures are authorised by the cookie.
  await expect
    .poll(() =>
      page
        .locator('img[src*="/media/"]')
        .evaluateAll((images: HTMLImageElement[]) => [
          images.length > 0,
          images.every((image) => image.complete && image.naturalWidth > 0),
        ]),
    )
    .toEqual([true, true])

  await signOut(page, '阿明')
  await expect(page.getByText('你已退出登录。')).toBeVisible()
  await page.goto(`/projects/${id}/rewrite`)
  await page.waitForURL(`/login?next=/projects/${id}/rewrite`)
  await signIn(page, '阿明', 'not the right one')
  await expect(page.getByRole('alert')).toContainText('用户名或密码不正确')
  await expect(page.locator('[name="username"]')).toHaveValue('阿明')
  await signIn(page, '阿明', PASSWORD)
  await page.waitForURL(`/projects/${id}/rewrite`)
  await expect(root(page)).toHaveAttribute('data-project-status', 'completed')
})

test('an access token that expires during a run is renewed, and the text continues', async ({
  page,
  studio,
  accountCalls,
}) => {
  // Slow enough that the text is still being written when the token has run out, also on a busy machine.
  await fault(studio, { fault: 'slow', ms: 1_000 })
  await page.goto('/')
  await register(page, '小红')
  await createProject(page, SHORT_STORY)
  await page.locator('[data-action="run"]').click()
  await expect.poll(() => lengthOf(page)).toBeGreaterThan(5)
  await accessHasRunOut(page)
  // The stream is cut and must be reopened with a new token.
  const before = await lengthOf(page)
  await fault(studio, { fault: 'drop' })
  await expect.poll(() => lengthOf(page)).toBeGreaterThan(before)
  await expect(root(page)).toHaveAttribute('data-connection-status', 'open')
  await clearFaults(studio)
  await runCompletes(page)
  expect(accountCalls.filter((path) => path.endsWith('/token/refresh/')).length).toBeGreaterThan(0)
  expect(new URL(page.url()).pathname).toMatch(/^\/projects\//)
})

test('an ended session leads to sign-in and back, and the other tab follows', async ({ page, context }) => {
  await page.goto('/')
  await register(page, '老张')
  const id = await createProject(page, SHORT_STORY)
  const other = await context.newPage()
  await other.goto(`/projects/${id}/storyboard`)
  await expect(other.getByLabel('老张 的账号')).toBeVisible()
  // Nothing is on its way any more, so that the press below is as a rule the first call to be refused.
  for (const tab of [page, other]) {
    await expect(tab.locator('[data-action="tasks"]')).toBeVisible()
    await knowsSystems(tab)
  }
  // End the session on the server, as another device would, and press at once: the page leaves with whatever is refused first.
  await page.evaluate(async () => {
    const { refresh } = JSON.parse(localStorage.getItem('dailies:session') ?? '{}') as { refresh: string }
    await fetch('/api/v1/users/logout/', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ refresh }),
    })
    document.querySelector<HTMLButtonElement>('[data-action="run"]')?.click()
  })
  await page.waitForURL(`/login?next=/projects/${id}`)
  await expect(page.getByText(/登录已过期/)).toBeVisible()
  await other.waitForURL(`/login?next=/projects/${id}/storyboard`)
  await signIn(page, '老张', PASSWORD)
  await page.waitForURL(`/projects/${id}`)
  await other.waitForURL(`/projects/${id}/storyboard`)
})

test('users see only their own projects', async ({ page, browser, studio }) => {
  await page.goto('/')
  await register(page, '甲')
  const id = await createProject(page, SHORT_STORY, '甲的故事')
  const otherUser = await browser.newContext({ baseURL: studio.url, locale: 'zh-CN' })
  try {
    const otherPage = await otherUser.newPage()
    await otherPage.goto('/')
    await register(otherPage, '乙')
    await expect(otherPage.locator('[name="original_topic"]')).toBeVisible()
    await expect(otherPage.getByText('甲的故事')).toHaveCount(0)
    await otherPage.goto(`/projects/${id}`)
    await expect(otherPage.getByRole('heading', { level: 1 })).toHaveText('找不到这个项目')
  } finally {
    await otherUser.close()
  }
})
