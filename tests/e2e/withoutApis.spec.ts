import {
  clearFaults,
  command,
  createByApi,
  createProject,
  expect,
  fault,
  ONE_SENTENCE,
  runCompletes,
  SHORT_STORY,
  test,
} from './fixtures'

test.describe('a browser that refuses what it has', () => {
  test.afterEach(async ({ studio }) => clearFaults(studio))

  test('shows a run live although the data of the site is blocked', async ({ page, studio }) => {
    // As a browser with blocked site data: everything is there, and each use of it fails.
    await page.addInitScript(() => {
      const refuse = () => {
        throw new DOMException('The data of this site is blocked', 'SecurityError')
      }
      Object.assign(window, { SharedWorker: refuse, BroadcastChannel: refuse })
      LockManager.prototype.request = () =>
        Promise.reject(new DOMException('The data of this site is blocked', 'SecurityError'))
      for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(window, name, { get: refuse, configurable: true })
    })
    await fault(studio, { fault: 'slow', ms: 40 })
    await createProject(page, SHORT_STORY)
    await page.locator('[data-action="run"]').click()
    await expect(page.locator('[data-connection-status]')).toHaveAttribute('data-connection-status', 'open')
    await expect(page.locator('[data-stage="rewrite"] [data-live-text]').first()).not.toHaveText('')
    await clearFaults(studio)
    await runCompletes(page)
  })

  test('goes on by looking where the code for live updates does not arrive, and offers to reload', async ({
    page,
    studio,
  }) => {
    await page.addInitScript(() => Reflect.deleteProperty(window, 'SharedWorker'))
    await page.route('**/assets/tabHub-*.js', (route) => route.abort())
    const id = await createByApi(studio, ONE_SENTENCE)
    await page.goto(`/projects/${id}`)
    await expect(page.getByText('实时更新没能加载，改为每隔几秒查看一次')).toBeVisible()
    await command(studio, id, 'run_pipeline')
    await runCompletes(page)
    await page.unroute('**/assets/tabHub-*.js')
    await page.getByRole('button', { name: '重新加载页面' }).click()
    await expect(page.locator('[data-connection-status]')).toHaveAttribute('data-connection-status', 'open')
  })
})
