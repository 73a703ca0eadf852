import type { Page } from '@playwright/test'
import { ANY_PICTURE, longFilm } from '../support/longFilm'

/** Answer the calls for a project with a film of so many scenes, and every picture with one. */
export async function serveFilm(
  page: Page,
  id: string,
  scenes: number,
  withoutMedia?: (number: number) => boolean,
): Promise<void> {
  await page.route(`**/api/v1/projects/projects/${id}/`, (route) =>
    route.fulfill({ json: longFilm(id, scenes, withoutMedia) }),
  )
  await page.route('**/media/*.jpg', (route) =>
    route.fulfill({ contentType: 'image/svg+xml', body: ANY_PICTURE }),
  )
}
