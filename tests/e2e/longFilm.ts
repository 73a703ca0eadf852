import type { Page } from '@playwright/test'
import { ANY_PICTURE, longFilm } from '../support/longFilm'

/** Answer requests for a project with a film of `scenes` scenes, and every picture request with the same picture. */
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
