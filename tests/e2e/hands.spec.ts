import type { Page } from '@playwright/test'
import type { StudioProcess } from '../support/studioProcess'
import {
  command,
  createByApi,
  expect,
  RUN_TIMEOUT_MS,
  SHORT_STORY,
  storedStatus,
  test,
  unfold,
} from './fixtures'

/** A finished film of three scenes. */
async function film(studio: StudioProcess, name: string): Promise<string> {
  const id = await createByApi(studio, SHORT_STORY, name)
  await command(studio, id, 'run_pipeline')
  await expect.poll(() => storedStatus(studio.url, id), { timeout: RUN_TIMEOUT_MS }).toBe('completed')
  return id
}

interface StoredItem {
  readonly id: string
  readonly image_url?: string
  readonly video_url?: string
  readonly movement_type?: string
  readonly narration_text?: string
  readonly is_stale?: boolean | null
}
interface StoredScene {
  readonly images?: readonly StoredItem[]
  readonly videos?: readonly StoredItem[]
  readonly camera_movement?: StoredItem | null
}
/** What a stage has of a scene: the item, what can be seen of it, and whether it is from an older version. */
interface Made {
  readonly id: string | undefined
  readonly shows: string | undefined
  readonly stale: boolean
}

/** What the studio has of each scene, stage by stage. */
async function stored(studio: StudioProcess, id: string): Promise<Readonly<Record<string, readonly Made[]>>> {
  const answer = await fetch(`${studio.url}/api/v1/projects/projects/${id}/`)
  const { stages } = (await answer.json()) as {
    stages: { stage_type: string; domain_data: { storyboards?: (StoredScene & StoredItem)[] } }[]
  }
  return Object.fromEntries(
    stages.map(({ stage_type, domain_data }) => [
      stage_type,
      (domain_data.storyboards ?? []).map((scene): Made => {
        const item = scene.images?.[0] ?? scene.videos?.[0] ?? scene.camera_movement ?? scene
        const shows = item.image_url ?? item.video_url ?? item.movement_type ?? item.narration_text
        return { id: item.id, shows, stale: item.is_stale === true }
      }),
    ]),
  )
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  // The tools come when the page is idle.
  await page.locator('[data-action="edit"]').first().waitFor()
}

const field = (page: Page, name: string) => page.locator(`dialog[open] [name="${name}"]`)
const save = (page: Page) => page.locator('dialog[open] [data-action="save"]').click()
const notices = (page: Page) => page.locator('[data-notice]')

test('a scene is edited, its three things are marked and made again, and nothing else is touched', async ({
  page,
  studio,
}) => {
  const id = await film(studio, '改一个场景')
  await open(page, `/projects/${id}/storyboard`)
  const before = await stored(studio, id)
  await page.locator('[data-scene="2"] [data-action="edit"]').click()
  await field(page, 'narration_text').fill('忽逢一片桃花林，岸边立着一位白发老人。')
  await save(page)
  await expect(page.locator('dialog[open]')).toHaveCount(0)
  await expect(notices(page)).toContainText('已保存。')
  await expect(page.locator('[data-scene="2"]')).toContainText('白发老人')
  const marked = await stored(studio, id)
  for (const stage of ['image_generation', 'camera_movement', 'video_generation'])
    expect(
      marked[stage]?.map(({ stale }) => stale),
      stage,
    ).toEqual([false, true, false])

  await open(page, `/projects/${id}/image_generation`)
  await expect(page.locator('[data-scene="2"] [data-stale="true"]')).toBeVisible()
  await page.locator('[data-action="redo-stale"]').click()
  await expect(page.locator('dialog[open]')).toContainText('重新制作 1 项')
  await page.locator('[data-action="keep"]').click()
  await expect(page.locator('[data-scene="2"] [data-stale="true"]')).toBeVisible()
  await page.locator('[data-action="redo-stale"]').click()
  await page.locator('[data-action="confirm"]').click()
  await expect(page.locator('[data-stale="true"]')).toHaveCount(0, { timeout: RUN_TIMEOUT_MS })
  await expect
    .poll(async () => (await stored(studio, id))['video_generation']?.some(({ stale }) => stale), {
      timeout: RUN_TIMEOUT_MS,
    })
    .toBe(false)
  const after = await stored(studio, id)
  for (const stage of ['image_generation', 'video_generation']) {
    expect(after[stage]?.[0]).toEqual(before[stage]?.[0])
    expect(after[stage]?.[2]).toEqual(before[stage]?.[2])
    expect(after[stage]?.[1]?.shows).not.toBe(before[stage]?.[1]?.shows)
  }
})

test('what is typed survives a reload, and a change by somebody else is shown beside it', async ({
  page,
  studio,
}) => {
  const id = await film(studio, '两个人')
  await open(page, `/projects/${id}/rewrite`)
  const original = await page.locator('[data-live-text]').innerText()
  await page.locator('[data-action="edit"]').click()
  await field(page, 'rewritten_text').fill(`${original}我的结尾。`)
  await page.keyboard.press('Escape')
  await open(page, `/projects/${id}/rewrite`)
  await page.locator('[data-action="edit"]').click()
  await expect(field(page, 'rewritten_text')).toHaveValue(/我的结尾。$/)

  const theirs = await fetch(`${studio.url}/api/v1/projects/projects/${id}/update_rewrite/`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ rewritten_text: `${original}别人的结尾。` }),
  })
  expect(theirs.status).toBe(200)
  await expect(page.locator('dialog[open] [data-standing="conflict"]')).toContainText('别人的结尾。')
  await expect(field(page, 'rewritten_text')).toHaveValue(/我的结尾。$/)
  await page.locator('[data-action="keep-mine"]').click()
  await save(page)
  await expect(page.locator('dialog[open]')).toHaveCount(0)
  await expect(page.locator('[data-live-text]')).toContainText('我的结尾。')
  await notices(page).getByRole('button', { name: '撤销' }).click()
  await expect(page.locator('[data-live-text]')).toContainText('别人的结尾。')
})

test('a camera move is chosen from pictures, and the clip is marked', async ({ page, studio }) => {
  const id = await film(studio, '换运镜')
  await open(page, `/projects/${id}/camera_movement`)
  await page.locator('[data-scene="1"] [data-action="edit"]').click()
  const other = page.locator('[data-move] [data-action="choose-move"][aria-pressed="false"]').first()
  const name = (await other.innerText()).trim()
  await other.click()
  await expect(page.locator('[data-move] [aria-pressed="true"][data-action="choose-move"]')).toHaveText(name)
  await page.keyboard.press('Escape')
  await expect(page.locator('li[data-scene="1"]')).toContainText(name)
  await expect
    .poll(async () => (await stored(studio, id))['video_generation']?.map(({ stale }) => stale))
    .toEqual([true, false, false])
})

test('rolling back says first what will be lost, and does nothing unless it is confirmed', async ({
  page,
  studio,
}) => {
  const id = await film(studio, '退回')
  await open(page, `/projects/${id}`)
  await unfold(page, 'camera_movement')
  const panel = page.locator('[data-stage="camera_movement"]')
  await panel.locator('[data-action="rollback"]').click()
  await expect(page.locator('dialog[open]')).toContainText('3 段视频')
  await expect(page.locator('[data-action="keep"]')).toBeFocused()
  await page.keyboard.press('Enter')
  expect(await storedStatus(studio.url, id)).toBe('completed')
  await panel.locator('[data-action="rollback"]').click()
  await page.locator('[data-action="confirm"]').click()
  await expect(page.locator('[data-stage="video_generation"]')).toHaveAttribute('data-status', 'pending')
  await expect(panel).toHaveAttribute('data-status', 'pending')
  await expect(page.locator('[data-stage="image_generation"]')).toHaveAttribute('data-status', 'completed')
})

test('running from a stage makes it and all later ones anew, live', async ({ page, studio }) => {
  const id = await film(studio, '从这里')
  await open(page, `/projects/${id}`)
  const before = await stored(studio, id)
  await unfold(page, 'image_generation')
  await page.locator('[data-stage="image_generation"] [data-action="run-from"]').click()
  await page.locator('[data-action="confirm"]').click()
  await expect(page.locator('[data-project-status="processing"]')).toBeVisible()
  await expect(page.locator('[data-project-status="completed"]')).toBeVisible({ timeout: RUN_TIMEOUT_MS })
  const after = await stored(studio, id)
  expect(after['storyboard']).toEqual(before['storyboard'])
  expect(after['image_generation']?.map(({ shows }) => shows)).not.toEqual(
    before['image_generation']?.map(({ shows }) => shows),
  )
})

test('scenes are arranged by keyboard and by dragging, and their things go with them', async ({
  page,
  studio,
}) => {
  const id = await film(studio, '顺序')
  await open(page, `/projects/${id}`)
  const before = await stored(studio, id)
  const [first, second, third] = before['storyboard']?.map(({ id: scene }) => scene) ?? []
  await page.getByLabel('项目操作').click()
  await page.locator('[data-action="arrange"]').click()
  await page.locator('[data-order-of="3"] [data-action="earlier"]').press('Enter')
  await expect(page.locator('[data-order-of="3"] [data-action="earlier"]')).toBeFocused()
  await page.locator('[data-order-of="1"] [data-grip]').dragTo(page.locator('[data-order-of="2"]'))
  await expect(page.locator('[data-order] > li').last()).toHaveAttribute('data-order-of', '1')
  await page.locator('dialog[open] [data-action="save"]').click()
  await expect
    .poll(async () => (await stored(studio, id))['storyboard']?.map(({ id: scene }) => scene))
    .toEqual([third, second, first])
  const after = await stored(studio, id)
  expect(after['image_generation']).toEqual(before['image_generation']?.toReversed())
})

test('a picture is made again, and the older one is taken back', async ({ page, studio }) => {
  const id = await film(studio, '版本')
  await open(page, `/projects/${id}/image_generation`)
  const before = (await stored(studio, id))['image_generation']?.[0]?.id
  await page.locator('[data-scene="1"] [data-action="redo"]').click()
  await expect(page.locator('dialog[open]')).toContainText('标记为旧版本')
  await page.locator('[data-action="confirm"]').click()
  await page.locator('[data-scene="1"] [data-action="versions"]').click({ timeout: RUN_TIMEOUT_MS })
  await expect(page.locator('[data-versions] > li')).toHaveCount(2)
  await page.locator('[data-version="1"] [data-action="restore"]').click()
  await expect.poll(async () => (await stored(studio, id))['image_generation']?.[0]?.id).toBe(before)
})

test('a project is renamed, its story edited before the first run, and duplicated', async ({
  page,
  studio,
}) => {
  const id = await createByApi(studio, SHORT_STORY, '初稿')
  await page.goto(`/projects/${id}`)
  const menu = page.getByLabel('项目操作')
  await menu.click()
  await page.locator('[data-action="rename"]').click()
  await field(page, 'text').fill('定稿')
  await save(page)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('定稿')
  await menu.click()
  await page.locator('[data-action="edit-story"]').click()
  await field(page, 'text').fill('')
  await save(page)
  await expect(page.locator('dialog[open]')).toContainText('不能为空。')
  await field(page, 'text').fill('从前有一个渔人。')
  await save(page)
  await expect(page.getByText('从前有一个渔人。').first()).toBeVisible()
  await menu.click()
  await page.locator('[data-action="duplicate"]').click()
  await page.waitForURL((url) => !url.pathname.includes(id))
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('定稿 副本')
  await expect(page.locator('[data-project-status]')).toHaveAttribute('data-project-status', 'draft')
})
