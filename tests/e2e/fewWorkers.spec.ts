import { BusyServer, type Workers } from '../support/busyServer'
import {
  clearFaults,
  createByApi,
  expect,
  fault,
  ONE_SENTENCE,
  runCompletes,
  SHORT_STORY,
  test,
} from './fixtures'

for (const workers of ['oneAtATime', 'streamsBlock'] satisfies Workers[])
  test.describe(`a server with few workers (${workers})`, () => {
    test.afterEach(async ({ studio }) => clearFaults(studio))

    test('shows a dashboard without taking a worker, so that others are answered', async ({
      page,
      studio,
    }) => {
      const server = new BusyServer(studio.url, workers)
      await server.start()
      const id = await createByApi(studio, SHORT_STORY, '一个工人')
      await page.goto(`${server.url}/projects/${id}`)
      await expect(page.getByRole('heading', { level: 1, name: '一个工人' })).toBeVisible()
      await expect(page.locator('[data-action="run"]')).toBeEnabled()
      await expect(page.locator('[data-connection-status]')).toHaveAttribute('data-connection-status', 'idle')
      // Somebody else's call is answered while the page stays open.
      expect((await fetch(`${server.url}/api/v1/projects/projects/`)).status).toBe(200)
      expect(server.opened).toBe(0)
      await page.goto('about:blank')
      await server.close()
    })

    test('follows a run by looking, says why, and is free afterwards', async ({ page, studio }) => {
      await fault(studio, { fault: 'slow', ms: 700 })
      const server = new BusyServer(studio.url, workers)
      await server.start()
      const id = await createByApi(studio, ONE_SENTENCE)
      await page.goto(`${server.url}/projects/${id}`)
      await page.locator('[data-action="run"]').click()
      await expect(page.getByText('每隔几秒查看一次：这台服务器一次只能做一件事')).toBeVisible({
        timeout: 30_000,
      })
      expect(server.streams).toBe(0)
      await clearFaults(studio)
      await runCompletes(page)
      await expect(page.locator('[data-connection-status]')).toHaveAttribute('data-connection-status', 'idle')
      await page.goto('about:blank')
      await server.close()
    })
  })
