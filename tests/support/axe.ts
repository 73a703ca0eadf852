import type { Page } from '@playwright/test'
import axe from 'axe-core'

/** The rules of the standard. */
const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** All of axe's rules: the standard, its advice for whole pages, and the rules that it does not run by itself. */
const ALL = [...STANDARD, 'best-practice', 'experimental']

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string }[]
}

/** Which rules are applied, and to what. */
export interface ViolationsOptions {
  /** Selector of what is looked at; left out for the whole page. */
  readonly within?: string
  readonly rules?: 'all' | 'standard'
}

/** What axe finds wrong in a page: each rule that is broken, with the elements that break it. */
export async function violations(
  page: Page,
  { within = 'html', rules = 'all' }: ViolationsOptions = {},
): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.addScriptTag({ content: axe.source })
  const found = await page.evaluate(
    async ([selector, values]) => {
      const { axe } = window as unknown as {
        axe: { run(selector: string, options: object): Promise<{ violations: Violation[] }> }
      }
      return (
        await axe.run(selector, {
          runOnly: { type: 'tag', values },
          // Describing the thousands of elements that pass takes most of its time.
          resultTypes: ['violations'],
          selectors: false,
        })
      ).violations
    },
    [within, rules === 'all' ? ALL : STANDARD] as const,
  )
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}
