import { Deployment } from '../support/deployment'
import { listen, spoken } from '../support/spokenWords'
import { expect, test } from './fixtures'

/*
 * What a screen reader says by itself, word for word. Sentences that come at the same time may be one announcement or several.
 */

const TRANSCRIPTS = {
  'zh-CN': {
    run: [
      '开始运行',
      '正在改写故事',
      '改写已完成',
      '正在编写分镜',
      '分镜已完成',
      '正在绘制图片',
      '图片已完成',
      '正在设计运镜',
      '运镜已完成',
      '正在制作视频',
      '视频已完成',
      '短片完成，共 2 个场景',
    ],
    pause: ['已暂停'],
    resume: ['继续运行', '正在绘制图片'],
    failure: ['图片失败：模型没有回答'],
    retry: ['开始运行', '正在绘制图片'],
    lost: ['与服务器的连接已断开，正在重新连接'],
    back: ['连接已恢复'],
    edit: ['已保存。撤销'],
  },
  en: {
    run: [
      'The run has started',
      'Rewriting the story',
      'Rewrite done',
      'Writing the storyboard',
      'Storyboard done',
      'Drawing pictures',
      'Pictures done',
      'Planning camera moves',
      'Camera done',
      'Making clips',
      'Clips done',
      'Film done, 2 scenes',
    ],
    pause: ['Paused'],
    resume: ['The run goes on', 'Drawing pictures'],
    failure: ['Pictures failed: 模型没有回答'],
    retry: ['The run has started', 'Drawing pictures'],
    lost: ['Connection to the server lost, connecting again'],
    back: ['Connected again'],
    edit: ['Saved.Undo'],
  },
} as const

for (const [locale, transcript] of Object.entries(TRANSCRIPTS))
  test(`a run, its trouble and an edit are told in ${locale}, and tokens are not`, async ({ browser }) => {
    const server = new Deployment()
    await server.start()
    const context = await browser.newContext({ locale })
    const page = await context.newPage()
    const separator = locale === 'en' ? '. ' : '。'
    /** Wait until what is expected was said, and nothing else was. */
    async function hears(expected: readonly string[]) {
      const said: string[] = []
      await expect(async () => {
        said.push(...(await spoken(page)))
        const sentences = said.flatMap((words) =>
          expected.includes(words) ? [words] : words.split(separator),
        )
        expect(sentences).toEqual(expected)
      }).toPass({ timeout: 30_000 })
    }
    try {
      for (const row of Object.values(server.rows)) row.status = 'pending'
      server.status = 'draft'
      // Each stage lasts longer than it takes to say it.
      server.workMs = 2_500
      await listen(page)
      await page.goto(`${server.url}/projects/${server.id}`)
      await page.locator('[data-action="rename"]').or(page.locator('summary[aria-label]')).first().waitFor()
      await spoken(page)

      await page.locator('[data-action="run"]').click()
      await hears(transcript.run)

      server.fail('image_generation', '')
      server.workMs = 3_000
      await page.reload()
      await page.locator('summary[aria-label]').first().waitFor()
      const retry = page.locator('[data-stage="image_generation"] [data-action="retry"]')
      await retry.click()
      await hears(transcript.retry)
      await page.locator('[data-action="pause"]').click()
      await hears(transcript.pause)
      server.failure = { stage: 'image_generation', error: '模型没有回答' }
      await page.locator('[data-action="resume"]').click()
      await hears([...transcript.resume, ...transcript.failure])
      await expect(page.locator('[data-project-status="failed"]')).toBeVisible()

      server.workMs = 60_000
      await retry.click()
      await hears(transcript.retry)
      server.cut()
      await hears(transcript.lost)
      server.isCut = false
      await hears(transcript.back)

      await page.goto(`${server.url}/projects/${server.id}/storyboard`)
      await page.locator('[data-scene="1"] [data-action="edit"]').click()
      await page.keyboard.type('！')
      await page.keyboard.press('ControlOrMeta+Enter')
      await hears(transcript.edit)
    } finally {
      await context.close()
      await server.close()
    }
  })
